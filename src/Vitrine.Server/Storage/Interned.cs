using System.Collections.Concurrent;
using Vitrine.Core.Claims;

namespace Vitrine.Server.Storage;

/// <summary>Keys of attributes, sources, witnesses and steps, which only ever grow: looked up once, remembered for ever.</summary>
public sealed class Interned
{
    private readonly ConcurrentDictionary<string, long> attributes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ClaimSource, long> sources = new();
    private readonly ConcurrentDictionary<string, long> steps = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Analyzer, int Version, string Model), long> witnesses = new();

    public Task<long> AttributeAsync(WriteSession session, string name, CancellationToken cancellationToken = default) => NamedAsync(session, attributes, new RawSql("attribute"), name, cancellationToken);

    /// <summary>A step of the pipeline, as runs name it.</summary>
    public Task<long> StepAsync(WriteSession session, string name, CancellationToken cancellationToken = default) => NamedAsync(session, steps, new RawSql("step"), name, cancellationToken);

    public async Task<long> SourceAsync(WriteSession session, ClaimSource source, CancellationToken cancellationToken = default)
    {
        if (sources.TryGetValue(source, out var known))
        {
            return known;
        }

        var version = source.Version ?? "";
        await session.ExecuteAsync(
            $"insert into source (type, name, version) values ({source.Type}, {source.Name}, {version}) on conflict (type, name, version) do nothing", cancellationToken);
        var key = (await session.NumberAsync(
            $"select key from source where type = {source.Type} and name = {source.Name} and version = {version}", cancellationToken))!.Value;
        session.OnCommit(() => sources[source] = key);
        return key;
    }

    /// <summary>An analyzer with its model, as evidence names it.</summary>
    public async Task<long> WitnessAsync(WriteSession session, string analyzer, int version, string model, CancellationToken cancellationToken = default)
    {
        if (witnesses.TryGetValue((analyzer, version, model), out var known))
        {
            return known;
        }

        await session.ExecuteAsync(
            $"insert into witness (analyzer, version, model) values ({analyzer}, {version}, {model}) on conflict (analyzer, version, model) do nothing", cancellationToken);
        var key = (await session.NumberAsync($"select key from witness where analyzer = {analyzer} and version = {version} and model = {model}", cancellationToken))!.Value;
        session.OnCommit(() => witnesses[(analyzer, version, model)] = key);
        return key;
    }

    private static async Task<long> NamedAsync(WriteSession session, ConcurrentDictionary<string, long> keys, RawSql table, string name, CancellationToken cancellationToken)
    {
        if (keys.TryGetValue(name, out var known))
        {
            return known;
        }

        await session.ExecuteAsync($"insert into {table} (name) values ({name}) on conflict (name) do nothing", cancellationToken);
        var key = (await session.NumberAsync($"select key from {table} where name = {name}", cancellationToken))!.Value;
        session.OnCommit(() => keys[name] = key);
        return key;
    }
}
