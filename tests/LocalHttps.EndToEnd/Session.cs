using LocalHttps.EndToEnd.Browsers;
using LocalHttps.EndToEnd.Pages;

namespace LocalHttps.EndToEnd;

/// <summary>A person with a browser and the picker open.</summary>
internal sealed class Session : IAsyncDisposable
{
    private Session(Person person, IPickerDriver driver, PickerPage page)
    {
        Person = person;
        Driver = driver;
        Page = page;
    }

    public Person Person { get; }

    public IPickerDriver Driver { get; }

    public PickerPage Page { get; }

    /// <summary>A fresh home with the host installed.</summary>
    public static async Task<Session> StartAsync(BrowserKind kind, string name)
    {
        var person = await Person.CreateAsync(LabUse.Network, $"{name}-{kind}".ToLowerInvariant());
        try
        {
            await HostRegistration.InstallAsync(person);
            return await StartAsync(kind, person);
        }
        catch
        {
            person.Dispose();
            throw;
        }
    }

    /// <summary>For a person whose home stands as the test needs it; it goes with the session.</summary>
    public static async Task<Session> StartAsync(BrowserKind kind, Person person)
    {
        var driver = await Drivers.StartAsync(kind, person);
        return new Session(person, driver, await PickerPage.OpenAsync(driver));
    }

    public async ValueTask DisposeAsync()
    {
        await Driver.DisposeAsync();
        Person.Dispose();
    }
}
