using Microsoft.Data.Sqlite;

namespace Vitrine.Benchmarks.Index;

/// <summary>SQLite's FTS5 over the texts: a table without content, in a file that lies in the system's cache.</summary>
internal sealed class FtsEngine(string file) : IEngine
{
    public string Name => "SQLite FTS5";

    public bool Answers(QuestionKind kind) => kind is QuestionKind.TwoWords or QuestionKind.RareWord;

    public void Fill(IEnumerable<MadeAsset> assets)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Execute(connection, "pragma journal_mode = off; pragma synchronous = off; create virtual table words using fts5 (text, content = '')");
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = "insert into words (rowid, text) values ($key, $text)";
        var (key, text) = (insert.Parameters.Add("$key", SqliteType.Integer), insert.Parameters.Add("$text", SqliteType.Text));
        foreach (var asset in assets)
        {
            (key.Value, text.Value) = (asset.Key, string.Join(' ', asset.Text.Select(MadeWords.Of)));
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
        Execute(connection, "insert into words (words) values ('optimize')");
    }

    public IEngineClient Connect() => new Client(file);

    private static void Execute(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this file only.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private sealed class Client : IEngineClient
    {
        private readonly SqliteConnection connection;
        private readonly SqliteCommand page;
        private readonly SqliteCommand total;

        public Client(string file)
        {
            connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
            connection.Open();
            Execute(connection, "pragma cache_size = -262144; pragma mmap_size = 4294967296");
            page = connection.CreateCommand();
            page.CommandText = $"select rowid from words where words match $words order by rank limit {Question.Page}";
            page.Parameters.Add("$words", SqliteType.Text);
            total = connection.CreateCommand();
            total.CommandText = "select count(*) from words where words match $words";
            total.Parameters.Add("$words", SqliteType.Text);
        }

        public Answer Ask(Question question)
        {
            var words = question.Kind == QuestionKind.RareWord ? $"\"{MadeWords.Of(question.Word)}\"" : $"\"{MadeWords.Of(question.Word)}\" \"{MadeWords.Of(question.Other)}\"";
            page.Parameters[0].Value = total.Parameters[0].Value = words;
            var rows = 0;
            using (var reader = page.ExecuteReader())
            {
                while (reader.Read())
                {
                    rows++;
                }
            }

            return new Answer((long)total.ExecuteScalar()!, rows, 0);
        }

        public void Dispose()
        {
            page.Dispose();
            total.Dispose();
            connection.Dispose();
        }
    }
}
