using System.IO.Compression;
using System.Text;
using Vitrine.Media.Kinds.Document.Text;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Documents;

/// <summary>The text of documents and the words in it. Both hang on the essence: the same document is read once.</summary>
internal static class DocumentStore
{
    private const char PageEnd = '\f';
    private const int WordsTogether = 2_000;

    /// <summary>Different words that are kept of one document; the rest cannot be searched for.</summary>
    private const int MostWords = 20_000;

    /// <summary>Makes a text ready to be written, which takes a long one some time: not to be done while others wait to write. Null where it says nothing.</summary>
    public static PackedText? Prepare(DocumentText? text) =>
        text is { HasWords: true } ? new PackedText(text.Pages.Count, text.IsCut, Pack(text.Pages), [.. Words(text.Pages)]) : null;

    /// <summary>Replaces what is known of a document's text. One that says nothing has no row.</summary>
    public static async Task WriteAsync(WriteSession session, long essence, PackedText? text, CancellationToken cancellationToken = default)
    {
        await EraseAsync(session, essence, cancellationToken);
        if (text is null)
        {
            return;
        }

        await session.ExecuteAsync(
            $"insert into document_text (essence_key, pages, cut, payload) values ({essence}, {text.Pages}, {text.IsCut}, {text.Payload})", cancellationToken);
        foreach (var part in text.Words.Chunk(WordsTogether))
        {
            var pairs = session.Dialect.Pairs([.. part.Select(word => word.Term)], [.. part.Select(word => (long)word.Page)]);
            await session.ExecuteAsync(Sql.Of($"insert into document_term (term, essence_key, page) select text, {essence}, number from {pairs}"), cancellationToken);
        }
    }

    public static async Task EraseAsync(WriteSession session, long essence, CancellationToken cancellationToken = default)
    {
        await session.ExecuteAsync($"delete from document_term where essence_key = {essence}", cancellationToken);
        await session.ExecuteAsync($"delete from document_text where essence_key = {essence}", cancellationToken);
    }

    /// <summary>All pages, the first is page 1; null where the document says nothing or was not read yet.</summary>
    public static async Task<DocumentText?> ReadAsync(DbSession session, long essence, CancellationToken cancellationToken) =>
        await session.FirstAsync(
            $"select payload, cut from document_text where essence_key = {essence}",
            row => new DocumentText(Unpack(row.Bytes(0))) { IsCut = row.GetInt64(1) != 0 },
            cancellationToken);

    /// <summary>The beginning of one page, from 1, at most so many characters; null where there is no such page.</summary>
    public static async Task<string?> ReadPageAsync(DbSession session, long essence, int page, int most, CancellationToken cancellationToken)
    {
        var packed = await session.FirstAsync($"select payload from document_text where essence_key = {essence}", row => row.Bytes(0), cancellationToken);
        return packed is null ? null : Page(packed, page, most);
    }

    private static string? Page(byte[] packed, int page, int most)
    {
        using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(zip, Encoding.UTF8);
        var text = new StringBuilder();
        var buffer = new char[16 << 10];
        var at = 1;
        while (reader.Read(buffer) is > 0 and var count)
        {
            var rest = buffer.AsSpan(0, count);
            while (at < page && rest.IndexOf(PageEnd) is >= 0 and var end)
            {
                rest = rest[(end + 1)..];
                at++;
            }

            if (at < page)
            {
                continue;
            }

            var last = rest.IndexOf(PageEnd);
            text.Append(last < 0 ? rest : rest[..last]);
            if (last >= 0 || text.Length >= most)
            {
                break;
            }
        }

        return at < page ? null : text.ToString(0, Math.Min(text.Length, most));
    }

    /// <summary>Each word once, with the first page it stands on.</summary>
    private static IEnumerable<(string Term, int Page)> Words(IReadOnlyList<string> pages)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var page = 0; page < pages.Count; page++)
        {
            foreach (var term in SearchTerms.Of(pages[page], MostWords))
            {
                if (seen.Add(term))
                {
                    yield return (Storable.Text(term), page + 1);
                    if (seen.Count == MostWords)
                    {
                        yield break;
                    }
                }
            }
        }
    }

    private static byte[] Pack(IReadOnlyList<string> pages)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(string.Join(PageEnd, pages)));
        }

        return packed.ToArray();
    }

    private static string[] Unpack(byte[] packed)
    {
        using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(zip, Encoding.UTF8);
        return reader.ReadToEnd().Split(PageEnd);
    }
}

/// <summary>A document's text as it is stored.</summary>
/// <param name="Payload">Its pages, compressed.</param>
/// <param name="Words">Each word once, with the first page it stands on.</param>
public sealed record PackedText(int Pages, bool IsCut, byte[] Payload, IReadOnlyList<(string Term, int Page)> Words);
