using System.Runtime.InteropServices;

namespace LocalHttps.Mdns;

/// <summary>Now, twice: what lives are counted with, which never jumps, and what is told to others.</summary>
/// <param name="Elapsed">Since the browser was made.</param>
/// <param name="Wall">By the clock on the wall.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Moment(TimeSpan Elapsed, DateTimeOffset Wall)
{
    /// <summary>The wall-clock time of an elapsed time.</summary>
    public DateTimeOffset At(TimeSpan elapsed) => Wall + (elapsed - Elapsed);
}
