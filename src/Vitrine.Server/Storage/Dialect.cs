namespace Vitrine.Server.Storage;

/// <summary>Everything in which the two engines differ; what grows beyond this belongs to the statement's own slice.</summary>
public abstract class Dialect
{
    /// <summary>Name of the folder of migrations.</summary>
    public abstract string Name { get; }

    /// <summary><c>column = any of keys</c>, whatever their number.</summary>
    public abstract Sql AnyOf(RawSql column, long[] keys);

    /// <summary><c>column = any of texts</c>.</summary>
    public abstract Sql AnyOf(RawSql column, string[] texts);

    /// <summary>A table of rows (text, number), for statements that write many rows at once.</summary>
    public abstract Sql Pairs(string[] texts, long[] numbers);

    /// <summary>The text at a key of a JSON object in a text column; null where either is not there. Both are names of ours.</summary>
    public abstract RawSql JsonText(string column, string key);

    /// <summary>Appended to a <c>select … limit n</c> that claims rows for work.</summary>
    public abstract RawSql SkipLocked { get; }

    /// <summary>Appended to a <c>select</c> whose row must not change until the end of the transaction.</summary>
    public abstract RawSql ForUpdate { get; }

    /// <summary>As <see cref="ForUpdate"/>, of a row that others may go on to refer to meanwhile: only those that lock it wait for each other.</summary>
    public abstract RawSql ForOrder { get; }

    /// <summary>Taken before the first append to the change log, so that sequences are given in commit order.</summary>
    public abstract Sql? LockChangeLog { get; }

    /// <summary>Taken before groups of assets are looked at to be changed, so that their writers take turns; null where writers do anyway.</summary>
    public abstract Sql? LockGroups { get; }

    /// <summary>Takes the next position of the ledger without an entry: for what ends, or comes back.</summary>
    public abstract Sql NextPosition { get; }

    /// <summary>Tells other nodes, once the transaction is committed, how far the change log goes; null where there are none.</summary>
    public abstract Sql? Announce(long sequence);
}

internal sealed class SqliteDialect : Dialect
{
    public override string Name => "Sqlite";

    /// <summary>SQLite has one writer: nobody else can hold a row.</summary>
    public override RawSql SkipLocked { get; } = new("");

    public override RawSql ForUpdate { get; } = new("");

    public override RawSql ForOrder { get; } = new("");

    public override Sql? LockChangeLog => null;

    public override Sql NextPosition => Sql.Of($"update sqlite_sequence set seq = seq + 1 where name = 'claim' returning seq");

    public override Sql? LockGroups => null;

    public override Sql? Announce(long sequence) => null;

    public override RawSql JsonText(string column, string key) => new($"({column} ->> '{key}')");

    public override Sql AnyOf(RawSql column, long[] keys) =>
        Sql.Of($"{column} in (select value from json_each({string.Concat("[", string.Join(',', keys), "]")}))");

    public override Sql AnyOf(RawSql column, string[] texts) =>
        Sql.Of($"{column} in (select value from json_each({System.Text.Json.JsonSerializer.Serialize(texts, StorageJson.Default.StringArray)}))");

    public override Sql Pairs(string[] texts, long[] numbers)
    {
        // One array of pairs: two arrays would have to be joined, which takes the square of their length.
        var pairs = string.Join(',', texts.Select((text, at) => $"[{System.Text.Json.JsonSerializer.Serialize(text, StorageJson.Default.String)},{numbers[at]}]"));
        return Sql.Of($"(select value ->> 0 as text, value ->> 1 as number from json_each({string.Concat("[", pairs, "]")})) as pairs");
    }
}

internal sealed class PostgresDialect : Dialect
{
    /// <summary>An arbitrary number that only Vitrine's change log uses in its database.</summary>
    private const long ChangeLogLock = 0x5649545249;

    /// <summary>The same for groups.</summary>
    private const long GroupsLock = 0x564954524A;

    public override string Name => "Postgres";

    public override RawSql SkipLocked { get; } = new(" for update skip locked");

    public override RawSql ForUpdate { get; } = new(" for update");

    public override RawSql ForOrder { get; } = new(" for no key update");

    public override Sql NextPosition => Sql.Of($"select nextval(pg_get_serial_sequence('claim', 'key'))");

    public override Sql? LockChangeLog => Sql.Of($"select pg_advisory_xact_lock({ChangeLogLock})");

    public override Sql? LockGroups => Sql.Of($"select pg_advisory_xact_lock({GroupsLock})");

    /// <summary>The channel of <see cref="Announce"/>.</summary>
    public const string Channel = "vitrine_change_log";

    /// <summary>Tells this process' announcements from those of others.</summary>
    public string Origin { get; } = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));

    public override Sql? Announce(long sequence) => Sql.Of($"select pg_notify({Channel}, {Origin + " " + sequence.ToString(System.Globalization.CultureInfo.InvariantCulture)})");

    public override RawSql JsonText(string column, string key) => new($"({column}::json ->> '{key}')");

    public override Sql AnyOf(RawSql column, long[] keys) => Sql.Of($"{column} = any({keys})");

    public override Sql AnyOf(RawSql column, string[] texts) => Sql.Of($"{column} = any({texts})");

    public override Sql Pairs(string[] texts, long[] numbers) => Sql.Of($"unnest({texts}, {numbers}) as pairs (text, number)");
}
