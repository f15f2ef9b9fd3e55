using System.CommandLine;
using System.Text.Json;
using LocalHttps.Star.Devices;

namespace LocalHttps.Star.Commands;

/// <summary><c>account</c>: enrolments for ordinary ACME clients of the embedded CA.</summary>
internal sealed class AccountCommands(Terminal terminal, TimeProvider clock)
{
    public Command Make()
    {
        var add = new Command("add", "Makes an enrolment with which one ordinary ACME client can register.");
        var options = new SettingOptions(add, all: false);
        var valid = CommandOptions.Valid();
        var json = CommandOptions.Json();
        add.Add(valid);
        add.Add(json);
        add.SetAction(async (parsed, cancellation) =>
        {
            var validity = CommandOptions.ReadValid(parsed.GetValue(valid));
            await using var session = await CommandSession.OpenAsync(options.Collect(parsed, besideService: true), clock, cancellation);
            var enrolment = await new DeviceRegister(session.Store, clock).EnrolAsync(validity, cancellation);
            var (kid, key) = (enrolment.Id, DeviceRegister.MacKeyOf(enrolment));
            if (parsed.GetValue(json))
            {
                await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new(kid, key, DeviceRegister.TokenOf(enrolment), session.Directory?.AbsoluteUri, enrolment.ExpiresAt), CommandJson.OneLine.AddedAccount));
                return ExitCodes.Ok;
            }
            await terminal.Out.WriteLineAsync($"Key identifier (kid):  {kid}\nMAC key:               {key}\nWorks once, until:     {enrolment.ExpiresAt:u}");
            await terminal.Error.WriteLineAsync($"For certbot: certbot certonly --server {session.Directory?.AbsoluteUri ?? "https://…/directory"} --eab-kid {kid} --eab-hmac-key …");
            return ExitCodes.Ok;
        });
        return new Command("account", "Ordinary ACME clients.") { add };
    }
}
