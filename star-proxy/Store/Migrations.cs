using System.Reflection;

namespace LocalHttps.Star.Store;

/// <summary>A numbered step of the schema.</summary>
/// <param name="Number">From 1 without a gap.</param>
/// <param name="Name">Of the file.</param>
/// <param name="Sql">Statements; <c>{blob}</c> and <c>{number}</c> are the database's own words.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>The steps of this program, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    private static List<Migration> Load()
    {
        const string folder = "migrations/";
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select((name, index) =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return new Migration(index + 1, name[folder.Length..^".sql".Length], reader.ReadToEnd());
            }),
        ];
    }
}

/// <summary>Brings a schema up to date within one transaction.</summary>
internal static class Migrations
{
    private const string Applied = "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";

    /// <summary>Runs the steps that the database lacks.</summary>
    /// <exception cref="StoreException">The database is newer than the program.</exception>
    public static async Task RunAsync(SqlSession session, IReadOnlyList<Migration> steps, Func<string, string> spell, DateTimeOffset now)
    {
        await session.ExecuteAsync(Applied);
        var version = (await session.QueryAsync<long>("SELECT COALESCE(MAX(number), 0) FROM migration")).Single();
        if (version > steps.Count)
        {
            throw new StoreException($"The database is of version {version} and this program knows versions up to {steps.Count}: it was used by a newer program. "
                + "Install that one, or put back the copy of the database that was made before the change.");
        }
        foreach (var step in steps.Skip((int)version))
        {
            await session.ExecuteAsync(spell(step.Sql));
            await session.ExecuteAsync("INSERT INTO migration (number, name, applied_at) VALUES (@Number, @Name, @AppliedAt)", new { step.Number, step.Name, AppliedAt = now.Keep() });
        }
    }
}
