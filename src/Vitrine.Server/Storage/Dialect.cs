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

    /// <summary>A table <c>many</c> of columns <c>c0</c>, <c>c1</c>… for statements that write many rows at once; each column is a long?[], string?[] or double?[], all of one length.</summary>
    public abstract Sql Rows(params Array[] columns);

    /// <summary>The next positions of the ledger, one a row, for entries that are written with them in this transaction.</summary>
    public abstract Sql Positions(int count);

    /// <summary>The newest position of the ledger that was given.</summary>
    public abstract Sql NewestPosition { get; }

    /// <summary>The text at a key of a JSON object in a text column; null where either is not there. Both are names of ours.</summary>
    public abstract RawSql JsonText(string column, string key);

    /// <summary>A text column that compares byte by byte, whatever the order of the database's language is.</summary>
    public abstract RawSql ByBytes(string column);

    /// <summary>Appended to a <c>select … limit n</c> that claims rows for work.</summary>
    public abstract RawSql SkipLocked { get; }

    /// <summary>Appended to a <c>select</c> whose row must not change until the end of the transaction.</summary>
    public abstract RawSql ForUpdate { get; }

    /// <summary>As <see cref="ForUpdate"/>, of a row that others may go on to refer to meanwhile: only those that lock it wait for each other.</summary>
    public abstract RawSql ForOrder { get; }

    /// <summary>Appended to a <c>select</c> whose row must not go until the end of the transaction; others may look at it so too.</summary>
    public abstract RawSql ForShare { get; }

    /// <summary>Taken before the first append to the change log, so that sequences are given in commit order.</summary>
    public abstract Sql? LockChangeLog { get; }

    /// <summary>Taken before groups of assets are looked at to be changed, so that their writers take turns; null where writers do anyway.</summary>
    public abstract Sql? LockGroups { get; }

    /// <summary>Taken before values of embedded tags are looked up to be kept or dropped, so that their writers take turns; null where writers do anyway.</summary>
    public abstract Sql? LockEmbedded { get; }

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

    public override RawSql ForShare { get; } = new("");

    public override Sql? LockChangeLog => null;

    public override Sql NextPosition => Sql.Of($"update sqlite_sequence set seq = seq + 1 where name = 'claim' returning seq");

    public override Sql NewestPosition => Sql.Of($"select coalesce(max(seq), 0) from sqlite_sequence where name = 'claim'");

    /// <summary>Rows that are written with keys of their own move the sequence on.</summary>
    public override Sql Positions(int count) => Sql.Of(
        $"with recursive i (n) as (select 1 union all select n + 1 from i where n < {count}) select n + (select coalesce(max(seq), 0) from sqlite_sequence where name = 'claim') from i");

    public override Sql? LockGroups => null;

    public override Sql? LockEmbedded => null;

    public override Sql? Announce(long sequence) => null;

    public override RawSql JsonText(string column, string key) => new($"({column} ->> '{key}')");

    public override RawSql ByBytes(string column) => new(column);

    public override Sql AnyOf(RawSql column, long[] keys) =>
        Sql.Of($"{column} in (select value from json_each({string.Concat("[", string.Join(',', keys), "]")}))");

    public override Sql AnyOf(RawSql column, string[] texts) =>
        Sql.Of($"{column} in (select value from json_each({System.Text.Json.JsonSerializer.Serialize(texts, StorageJson.Default.StringArray)}))");

    public override Sql Rows(params Array[] columns)
    {
        // What is the same in all rows is a parameter; the rest is parsed row by row.
        Array[] varying = [.. columns.Where(column => !IsSame(column))];
        using var buffer = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            for (var row = 0; row < columns[0].Length; row++)
            {
                json.WriteStartArray();
                foreach (var column in varying)
                {
                    Write(json, column, row);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        var select = new Sql(0, 0);
        for (var at = 0; at < columns.Length; at++)
        {
            select.AppendLiteral(at == 0 ? "select " : ", ");
            if (Array.IndexOf(varying, columns[at]) is >= 0 and var place)
            {
                select.AppendLiteral(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"value ->> {place}"));
            }
            else
            {
                select.AppendFormatted(columns[at].GetValue(0));
            }

            select.AppendLiteral(string.Create(System.Globalization.CultureInfo.InvariantCulture, $" as c{at}"));
        }

        return Sql.Of($"({select} from json_each({System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length)})) as many");
    }

    private static bool IsSame(Array column) => column switch
    {
        long?[] numbers => IsSame(numbers),
        double?[] reals => IsSame(reals),
        string?[] texts => IsSame(texts),
        _ => false,
    };

    private static bool IsSame<T>(T[] values) => values.Length > 1 && Array.TrueForAll(values, value => EqualityComparer<T>.Default.Equals(value, values[0]));

    private static void Write(System.Text.Json.Utf8JsonWriter json, Array column, int row)
    {
        switch (column)
        {
            case long?[] numbers when numbers[row] is { } number:
                json.WriteNumberValue(number);
                break;
            case double?[] reals when reals[row] is { } real:
                json.WriteNumberValue(real);
                break;
            case string?[] texts when texts[row] is { } text:
                json.WriteStringValue(text);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

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

    /// <summary>The same for values of embedded tags.</summary>
    private const long EmbeddedLock = 0x564954524B;

    public override string Name => "Postgres";

    public override RawSql SkipLocked { get; } = new(" for update skip locked");

    public override RawSql ForUpdate { get; } = new(" for update");

    public override RawSql ForOrder { get; } = new(" for no key update");

    public override RawSql ForShare { get; } = new(" for share");

    public override Sql NewestPosition => Sql.Of($"select case when is_called then last_value else 0 end from claim_key_seq");

    public override Sql Positions(int count) => Sql.Of($"select nextval(pg_get_serial_sequence('claim', 'key')) from generate_series(1, {count})");

    public override Sql Rows(params Array[] columns)
    {
        var sql = Sql.Of($"unnest(");
        for (var i = 0; i < columns.Length; i++)
        {
            sql = Sql.Of($"{sql}{new RawSql(i > 0 ? ", " : "")}{columns[i]}");
        }

        return Sql.Of($"{sql}) as many ({new RawSql(string.Join(", ", columns.Select((_, at) => $"c{at}")))})");
    }

    public override Sql NextPosition => Sql.Of($"select nextval(pg_get_serial_sequence('claim', 'key'))");

    public override Sql? LockChangeLog => Sql.Of($"select pg_advisory_xact_lock({ChangeLogLock})");

    public override Sql? LockGroups => Sql.Of($"select pg_advisory_xact_lock({GroupsLock})");

    public override Sql? LockEmbedded => Sql.Of($"select pg_advisory_xact_lock({EmbeddedLock})");

    /// <summary>The channel of <see cref="Announce"/>.</summary>
    public const string Channel = "vitrine_change_log";

    /// <summary>Tells this process' announcements from those of others.</summary>
    public string Origin { get; } = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));

    public override Sql? Announce(long sequence) => Sql.Of($"select pg_notify({Channel}, {Origin + " " + sequence.ToString(System.Globalization.CultureInfo.InvariantCulture)})");

    public override RawSql JsonText(string column, string key) => new($"({column}::json ->> '{key}')");

    public override RawSql ByBytes(string column) => new($"({column} collate \"C\")");

    public override Sql AnyOf(RawSql column, long[] keys) => Sql.Of($"{column} = any({keys})");

    public override Sql AnyOf(RawSql column, string[] texts) => Sql.Of($"{column} = any({texts})");

    public override Sql Pairs(string[] texts, long[] numbers) => Sql.Of($"unnest({texts}, {numbers}) as pairs (text, number)");
}
