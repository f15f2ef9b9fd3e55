using System.CommandLine;
using System.Text.Json;
using LocalHttps.Identity;
using LocalHttps.Star.Composition;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Devices;
using LocalHttps.Star.Domain;
using Spectre.Console;

namespace LocalHttps.Star.Commands;

/// <summary><c>device</c>: the devices of the zone.</summary>
internal sealed class DeviceCommands(Terminal terminal, TimeProvider clock)
{
    public Command Make() => new("device", "The devices of the zone.") { Add(), List(), Show(), Terminate() };

    private Command Add()
    {
        var command = new Command("add", "Adds a device: makes its name, its delegation and a token with which it enrols once.");
        var options = new SettingOptions(command, all: false);
        var name = new Option<string>("--name") { Description = "What a person reads, such as IoTD-1000A.", HelpName = "NAME", Required = true };
        var label = new Option<string?>("--label") { Description = "A word in front of the name in DNS: letters, digits and hyphens.", HelpName = "TEXT" };
        var (valid, json) = (CommandOptions.Valid(), CommandOptions.Json());
        command.Add(name);
        command.Add(label);
        command.Add(valid);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!DeviceNames.TryAccept(parsed.GetValue(name), out var deviceName))
                throw new CommandException(ExitCodes.Usage, "usage", "--name: a device's name is 1 to 63 characters on one line, none of them invisible.", "For instance: --name IoTD-1000A");
            string? word = null;
            if (parsed.GetValue(label) is { } text && !DeviceCnames.TryReadLabel(text, out word))
                throw new CommandException(ExitCodes.Usage, "usage", "--label: write 1 to 42 letters a to z, digits and hyphens.", "For instance: --label kitchen");
            var validity = CommandOptions.ReadValid(parsed.GetValue(valid));
            await using var session = await CommandSession.OpenAsync(options.Collect(parsed, besideService: true), clock, cancellation);
            var (device, enrolment) = await new DeviceRegister(session.Store, clock).AddAsync(deviceName, word, session.Zone, validity, cancellation);
            await TellAddedAsync(device, enrolment, session.Directory, parsed.GetValue(json));
            return ExitCodes.Ok;
        });
        return command;
    }

    private async Task TellAddedAsync(Device device, Enrolment enrolment, Uri? directory, bool json)
    {
        var token = DeviceRegister.TokenOf(enrolment);
        if (json)
        {
            var added = new AddedDevice(device.Id, device.DeviceName, device.Cname, token, directory?.AbsoluteUri, enrolment.ExpiresAt);
            await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(added, CommandJson.OneLine.AddedDevice));
            return;
        }
        await terminal.Out.WriteLineAsync($"Device:     {device.DeviceName}\nName:       {device.Cname}\nDirectory:  {directory?.AbsoluteUri ?? "told once serve has run"}\nToken:      {token}\n            works once, until {enrolment.ExpiresAt:u}");
        await terminal.Error.WriteLineAsync("The token is a secret: give it to this device only. The name is none: what a public CA issues for stands in public logs.");
    }

    private Command List()
    {
        var command = new Command("list", "Lists the devices.");
        var options = new SettingOptions(command, all: false);
        var json = CommandOptions.Json();
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var session = await CommandSession.OpenAsync(options.Collect(parsed, besideService: true), clock, cancellation);
            var devices = await new DeviceLookup(session.Store, clock).ListAsync(cancellation);
            if (parsed.GetValue(json))
            {
                await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new(devices), CommandJson.OneLine.DeviceListView));
                return ExitCodes.Ok;
            }
            if (devices.Count == 0)
            {
                await terminal.Error.WriteLineAsync("There is no device yet. To add one: localhttps-star device add --data DIR --name NAME");
                return ExitCodes.Ok;
            }
            var table = Terminal.NewTable("Device", "Name", "State", "Certificate until");
            foreach (var device in devices)
                table.AddRow(new Text(DeviceNames.MakeSafe(device.Name)), new Text(device.Cname), new Text(device.State), new Text($"{device.CertificateEndsAt:u}"));
            terminal.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }

    private Command Show()
    {
        var command = new Command("show", "Shows one device in full.");
        var options = new SettingOptions(command, all: false);
        var (which, json) = (Which(), CommandOptions.Json());
        command.Add(which);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var session = await CommandSession.OpenAsync(options.Collect(parsed, besideService: true), clock, cancellation);
            var lookup = new DeviceLookup(session.Store, clock);
            var details = await lookup.DescribeAsync(await lookup.FindAsync(parsed.GetValue(which)!, cancellation), cancellation);
            if (parsed.GetValue(json))
            {
                await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(details, CommandJson.OneLine.DeviceDetails));
                return ExitCodes.Ok;
            }
            var device = details.Device;
            await terminal.Out.WriteLineAsync($"Device:       {DeviceNames.MakeSafe(device.Name)}\nName:         {device.Cname}\nState:        {device.State}\nAdded:        {device.CreatedAt:u}");
            await terminal.Out.WriteLineAsync($"Addresses:    {(details.Addresses.Count == 0 ? "none here" : string.Join(", ", details.Addresses))}\nCertificate:  {(device.CertificateEndsAt is { } end ? $"until {end:u}" : "none")}");
            foreach (var order in details.Orders)
                await terminal.Out.WriteLineAsync($"Order:        {order.Status}, {(order.AutoRenewal ? $"renewed until {order.EndsAt:u}" : "once")}, made {order.CreatedAt:u}{(order.Problem is null ? "" : ": " + order.Problem)}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private Command Terminate()
    {
        var command = new Command("terminate", "Ends a device: no further certificate, no order, no address in DNS. Certificates that are out hold to their end.");
        var options = new SettingOptions(command, all: true);
        var (which, json) = (Which(), CommandOptions.Json());
        command.Add(which);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            var texts = options.Collect(parsed, besideService: true);
            var settings = SettingRules.Read(texts);
            await using var session = await CommandSession.OpenAsync(texts, clock, cancellation);
            var lookup = new DeviceLookup(session.Store, clock);
            var device = await lookup.FindAsync(parsed.GetValue(which)!, cancellation);
            var view = await lookup.ViewAsync(device, cancellation);
            var ended = await DeviceEnd.ApplyAsync(settings, session.Store, device, clock, cancellation);
            var result = new TerminatedDevice(device.Id, device.Cname, ended.Count, view.CertificateEndsAt);
            if (parsed.GetValue(json))
                await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(result, CommandJson.OneLine.TerminatedDevice));
            else
                await terminal.Out.WriteLineAsync($"{device.Cname} was ended.{(view.CertificateEndsAt is { } end && end > clock.GetUtcNow() ? $" Its last certificate holds until {end:u}." : "")}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Argument<string> Which() => new("DEVICE") { Description = "Its name in DNS, its id, or its device name where no other has it." };
}
