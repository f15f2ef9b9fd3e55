using System.Diagnostics.Metrics;

namespace LocalHttps.Star.Tests.Fakes;

/// <summary>Makes meters of its own and keeps what one histogram records.</summary>
internal sealed class Meters : IMeterFactory
{
    private readonly List<Meter> made = [];
    private readonly MeterListener listener = new();

    public Meters()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Scope == this && instrument.Name == "localhttps.star.renewal.lateness")
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => Lateness.Add(value));
        listener.Start();
    }

    /// <summary>In seconds.</summary>
    public List<double> Lateness { get; } = [];

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        made.Add(new Meter(options));
        return made[^1];
    }

    public void Dispose()
    {
        listener.Dispose();
        made.ForEach(meter => meter.Dispose());
    }
}
