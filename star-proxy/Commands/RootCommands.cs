using System.CommandLine;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Upstream.Embedded;

namespace LocalHttps.Star.Commands;

/// <summary><c>root</c>: the embedded CA's root.</summary>
internal sealed class RootCommands(Terminal terminal, TimeProvider clock)
{
    public Command Make()
    {
        var export = new Command("export", "Writes the root certificate of the embedded CA, PEM, to be installed where devices are trusted.");
        var options = new SettingOptions(export, all: false);
        export.SetAction(parsed =>
        {
            var reader = new SettingReader(options.Collect(parsed, besideService: true));
            reader.Missing("data", "Name the data directory of the service, such as --data /var/lib/localhttps-star.");
            if (reader.Text("data") is not { } data)
                throw new ConfigurationException(reader.Faults);
            terminal.Out.Write(new CaFolder(Path.Combine(data, "ca"), "", clock).ExportRoot());
            return ExitCodes.Ok;
        });
        return new Command("root", "The embedded CA's root.") { export };
    }
}
