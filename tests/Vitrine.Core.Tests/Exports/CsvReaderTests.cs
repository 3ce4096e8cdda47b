using System.Text;
using Vitrine.Core.Exports;

namespace Vitrine.Core.Tests.Exports;

public sealed class CsvReaderTests
{
    [Theory]
    [InlineData("a,b\r\n1,2\r\n", "1|2")]
    [InlineData("a;b\n1;2,5", "1|2,5")]
    [InlineData("a\tb\n\"x\ty\"\t\"l1\r\nl2\"", "x\ty|l1\r\nl2")]
    [InlineData("a,b\n\"he said \"\"no\"\"\",", "he said \"no\"|")]
    [InlineData("a,b\n\n,\n1", "1")]
    public async Task Rows_AreReadAsSpreadsheetsWriteThem(string text, string cells)
    {
        var rows = await RowsAsync(Encoding.UTF8.GetBytes(text));
        Assert.Equal(["a", "b"], rows[0].Cells);
        Assert.Equal(cells, string.Join('|', rows[1].Cells));
        Assert.All(rows, row => Assert.Null(row.Problem));
    }

    [Fact]
    public async Task Encodings_AreKnownByTheirMarks()
    {
        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), new UTF8Encoding(false), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            var rows = await RowsAsync([.. encoding.GetPreamble(), .. encoding.GetBytes("id,title\n1,Zürich 日本\n")]);
            Assert.Equal(["id", "title"], rows[0].Cells);
            Assert.Equal("Zürich 日本", rows[1].Cells[1]);
        }

        Assert.Contains("UTF-8", (await RowsAsync([.. "a,b\n1,Z"u8, 0xFC, .. "rich"u8]))[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenRows_AreToldWithTheirLineAndTheRestGoesOn()
    {
        var rows = await RowsAsync(Encoding.UTF8.GetBytes("a,b\n\"x\"y,1\nok,2\nn\0l,3\nok,4\n\"open,5\nnever"));
        Assert.Equal([null, "Text follows the quote that closes a cell. A quote within a cell is written twice.", null, "A cell holds a NUL character.", null, "The quote that begins in line 6 is never closed."], rows.Select(row => row.Problem));
        Assert.Equal([1, 2, 3, 4, 5, 6], rows.Select(row => row.Line));
    }

    [Fact]
    public async Task HugeCell_IsRefusedWithoutBeingKept()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var text = CsvReader.Open(new Letters(20_000_000));
        var reader = new CsvReader(text);
        var row = await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Contains("at most 100,000 characters", row!.Problem, StringComparison.Ordinal);
        Assert.Null(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1"), InlineData("'=1", "''=1"), InlineData("-5", "-5"), InlineData("-x", "'-x"), InlineData("'quoted'", "'quoted'"), InlineData("@a", "'@a"), InlineData("''+", "'''+"), InlineData("", "")]
    public void Formulas_AreDisarmedAndComeBack(string text, string cell)
    {
        Assert.Equal(cell, Csv.Cell(text));
        Assert.Equal(text, Csv.Plain(cell));
    }

    private static async Task<List<CsvRow>> RowsAsync(byte[] bytes)
    {
        using var text = CsvReader.Open(new MemoryStream(bytes));
        var reader = new CsvReader(text);
        var rows = new List<CsvRow>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } row)
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>So many letters, and nothing else.</summary>
    private sealed class Letters(long count) : Stream
    {
        private long left = count;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => left;

        public override long Position { get => 0; set => throw new NotSupportedException(); }

        /// <summary>On the caller's thread, whose memory is counted.</summary>
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var some = (int)Math.Min(left, buffer.Length);
            buffer.Span[..some].Fill((byte)'a');
            left -= some;
            return ValueTask.FromResult(some);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
