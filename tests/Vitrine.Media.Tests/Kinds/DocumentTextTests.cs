using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Vitrine.Media.Kinds;
using Vitrine.Media.Kinds.Document.Text;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>What documents say, held against the texts they were made from.</summary>
public sealed partial class DocumentTextTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("multi-page.pdf", 5)]
    [InlineData("two-columns.pdf", 1)]
    [InlineData("german.pdf", 1)]
    [InlineData("french.pdf", 1)]
    [InlineData("invoice-de-fr.pdf", 1)]
    [InlineData("garden.docx", 1)]
    [InlineData("stock.xlsx", 2)]
    [InlineData("campaign.pptx", 3)]
    [InlineData("kites.md", 1)]
    [InlineData("notes-utf8.txt", 1)]
    [InlineData("notes-utf16-bom.txt", 1)]
    [InlineData("notes-latin1.txt", 1)]
    [InlineData("orders.csv", 1)]
    public async Task Read_DocumentOfTheCorpus_SaysWhatItWasMadeFrom(string name, int pages)
    {
        var (text, failure) = await ReadAsync(await File.ReadAllBytesAsync(Corpus.Path("documents", name), Ending), name);

        Assert.Null(failure);
        Assert.Equal(pages, text!.Pages.Count);
        Assert.False(text.IsCut);
        var expected = (await File.ReadAllTextAsync(Corpus.Path("documents", "expected", name + ".txt"), Ending)).TrimEnd('\f', '\n').Split('\f');
        Assert.Equal(expected.Select(Folded), text.Pages.Select(Folded));
    }

    [Fact]
    public async Task Read_Scan_SaysNothingAndIsNoFailure()
    {
        var (text, failure) = await ReadAsync(await File.ReadAllBytesAsync(Corpus.Path("documents", "scan-150dpi.pdf"), Ending), "scan.pdf");

        Assert.Null(failure);
        Assert.False(text!.HasWords);
    }

    [Fact]
    public async Task Read_LockedPdf_SaysThatItsPasswordIsNeeded()
    {
        var (text, failure) = await ReadAsync(await File.ReadAllBytesAsync(Corpus.Path("documents", "locked.pdf"), Ending), "locked.pdf");

        Assert.Null(text);
        Assert.Equal(("text", "password-needed"), (failure?.Step, failure?.Code));
    }

    [Fact]
    public async Task Read_Html_SaysWhatABrowserShows()
    {
        const string page = """
            <!DOCTYPE html><html><head><title>Tides</title><style>p { color: red }</style><script>alert('hidden')</script></head>
            <body><h1>Low&nbsp;water</h1><p>The ferry <b>wait</b>s<br>until noon.<table><tr><td>Mon<td>06:42<tr><td>Tue<td>07:30</table>
            <template>never</template><img src="http://127.0.0.1:1/secret.png" alt="x"></body></html>
            """;

        var (text, _) = await ReadAsync(Encoding.UTF8.GetBytes(page), "tides.html");

        Assert.Equal("Tides\nLow water\nThe ferry waits\nuntil noon.\nMon 06:42\nTue 07:30", Assert.Single(text!.Pages));
    }

    [Fact]
    public async Task Read_Mail_SaysItsHeadersItsWordsAndWhatIsAttached()
    {
        const string mail = """
            From: =?utf-8?Q?Zo=C3=AB?= <zoe@example.org>
            To: bo@example.org
            Subject: =?utf-8?B?R3LDvMOfZQ==?=
            Date: Mon, 2 Mar 2026 10:00:00 +0100
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/html; charset=utf-8

            <p>The kites are <i>ready</i>.</p>
            --b
            Content-Type: application/pdf; name=plan.pdf
            Content-Disposition: attachment; filename="garden plan.pdf"
            Content-Transfer-Encoding: base64

            JVBERi0=
            --b--
            """;

        var (text, _) = await ReadAsync(Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n")), "kites.eml");

        var said = Assert.Single(text!.Pages);
        Assert.StartsWith("Grüße\n", said, StringComparison.Ordinal);
        Assert.Contains("zoe@example.org", said, StringComparison.Ordinal);
        Assert.Contains("The kites are ready.", said, StringComparison.Ordinal);
        Assert.EndsWith("garden plan.pdf", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text:p", "<text:p>Bed<text:s text:c='3'/>one</text:p><text:p>two<text:line-break/>three</text:p>", "Bed one\ntwo\nthree")]
    [InlineData("table", "<table:table table:name='T'><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>", "a b")]
    [InlineData("deleted", "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:p>here</text:p>", "here")]
    public async Task Read_OpenDocument_LinesAndCells(string _, string body, string expected)
    {
        var (text, failure) = await ReadAsync(OpenDocument("application/vnd.oasis.opendocument.text", $"<office:text>{body}</office:text>"), "a.odt");

        Assert.Null(failure);
        Assert.Equal(expected, Assert.Single(text!.Pages));
    }

    [Fact]
    public async Task Read_OpenDocumentSheetsAndSlides_AreOnePageEach()
    {
        const string sheet = "<table:table table:name='{0}'><table:table-row><table:table-cell><text:p>{1}</text:p></table:table-cell></table:table-row></table:table>";
        var sheets = string.Format(System.Globalization.CultureInfo.InvariantCulture, sheet, "Stock", "oats") + string.Format(System.Globalization.CultureInfo.InvariantCulture, sheet, "Notes", "late");
        var (ods, _) = await ReadAsync(OpenDocument("application/vnd.oasis.opendocument.spreadsheet", $"<office:spreadsheet>{sheets}</office:spreadsheet>"), "a.ods");
        var (odp, _) = await ReadAsync(
            OpenDocument("application/vnd.oasis.opendocument.presentation", "<office:presentation><draw:page><text:p>one</text:p></draw:page><draw:page><text:p>two</text:p></draw:page></office:presentation>"),
            "a.odp");

        Assert.Equal(["Stock\noats", "Notes\nlate"], ods!.Pages);
        Assert.Equal(["one", "two"], odp!.Pages);
    }

    [Fact]
    public async Task Read_Epub_SaysItsChaptersInReadingOrder()
    {
        var (text, failure) = await ReadAsync(Zip(
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", "<container><rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles></container>"),
            ("OPS/book.opf", "<package><manifest><item id='b' href='b.xhtml'/><item id='a' href='../OPS/a.xhtml'/><item id='x' href='../../../etc/passwd'/></manifest><spine><itemref idref='a'/><itemref idref='x'/><itemref idref='b'/></spine></package>"),
            ("OPS/a.xhtml", "<html><body><p>First&nbsp;chapter</p></body></html>"),
            ("OPS/b.xhtml", "<html><body><p>Second chapter</p></body></html>")), "book.epub");

        Assert.Null(failure);
        Assert.Equal(["First chapter", "", "Second chapter"], text!.Pages);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", "unsafe")]
    [InlineData("<w:document xmlns:w='w'><w:p>", "damaged")]
    public async Task Read_HostileOrBrokenWord_IsAFailureWithASentence(string body, string code)
    {
        var (text, failure) = await ReadAsync(Zip(("[Content_Types].xml", "<Types/>"), ("word/document.xml", body)), "a.docx");

        Assert.Null(text);
        Assert.Equal(code, failure?.Code);
        Assert.EndsWith(".", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_SheetWithReadingAids_SaysTheWordsAlone()
    {
        var (text, failure) = await ReadAsync(Zip(
            ("[Content_Types].xml", "<Types/>"),
            ("xl/workbook.xml", "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets><sheet name='S' r:id='a'/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/></Relationships>"),
            ("xl/sharedStrings.xml", "<sst><si><t>東京</t><rPh><t>トウキョウ</t></rPh></si></sst>"),
            ("xl/worksheets/sheet1.xml", "<worksheet><row><c t='s'><v>0</v></c><c t='inlineStr'><is><t>大阪</t><rPh><t>オオサカ</t></rPh></is></c></row></worksheet>")), "a.xlsx");

        Assert.Null(failure);
        Assert.Equal("S\n東京 大阪", Assert.Single(text!.Pages));
    }

    [Fact]
    public async Task Read_EndlessText_IsCut()
    {
        var much = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("word ", 3_000_000)));

        var (text, _) = await ReadAsync(much, "much.txt");

        Assert.True(text!.IsCut);
        Assert.InRange(text.Pages[0].Length, DocumentText.MostCharacters, DocumentText.MostCharacters * 5 / 4);
    }

    [Fact]
    public async Task Read_HtmlNestedWithoutEnd_EndsAndSaysItsWords()
    {
        var deep = string.Concat(Enumerable.Repeat("<div>", 3_000)) + "treasure";

        var (text, _) = await ReadAsync(Encoding.ASCII.GetBytes(deep), "deep.html");

        Assert.Equal("treasure", Assert.Single(text!.Pages));
    }

    [Fact]
    public async Task Read_PageOfThousandsOfParagraphs_IsReadAlongAndNotAgainForEach()
    {
        var page = string.Concat(Enumerable.Repeat("<p>x</p>\n", 30_000)) + "<p>treasure</p>";

        var (text, failure) = await ReadAsync(Encoding.ASCII.GetBytes(page), "long.html");

        Assert.Null(failure);
        Assert.EndsWith("x\ntreasure", Assert.Single(text!.Pages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.txt")]
    [InlineData("a.md")]
    [InlineData("a.html")]
    public async Task Read_MoreThanIsKept_KeepsTheBeginningAndSaysSo(string name)
    {
        var much = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("wörd, two\n", 1_500_000)));

        var (text, failure) = await ReadAsync(much, name);

        Assert.Null(failure);
        Assert.True(text!.IsCut);
        Assert.StartsWith("wörd", text.Pages[0], StringComparison.Ordinal);
        Assert.DoesNotContain('\ufffd', text.Pages[0]);
        Assert.DoesNotContain("Ã", text.Pages[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PageThatTakesTooLongToParse_IsASentence()
    {
        var tangled = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<table><b>x", 200_000)));

        var reason = Assert.Throws<BadFileException>(() => HtmlText.Read(tangled, TimeSpan.FromMilliseconds(1)));

        Assert.Equal(("too-large", "The page's text takes too long to read: its elements are too tangled."), (reason.Code, reason.Message));
    }

    [Theory]
    [InlineData("<p>a")]
    [InlineData("<br>a")]
    [InlineData("<tr><td>a")]
    public async Task Read_HtmlOfMoreTagsThanAreParsed_KeepsTheBeginningAndSaysSo(string again)
    {
        var page = "<p>treasure</p><table>" + string.Concat(Enumerable.Repeat(again, 300_000));

        var (text, failure) = await ReadAsync(Encoding.ASCII.GetBytes(page), "tags.html");

        Assert.Null(failure);
        Assert.True(text!.IsCut);
        Assert.Contains("treasure", text.Pages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_MailOfMorePartsThanAreRead_IsASentence()
    {
        var mail = "Subject: many\nContent-Type: multipart/mixed; boundary=b\n" + string.Concat(Enumerable.Repeat("\n--b\n\nx", 50_000));

        var (text, failure) = await ReadAsync(Encoding.ASCII.GetBytes(mail), "many.eml");

        Assert.Null(text);
        Assert.Equal(("too-large", "The mail has more than 40000 parts."), (failure!.Code, failure.Message));
    }

    [Fact]
    public async Task Read_OneWordLongerThanIsKept_IsCut()
    {
        var word = new string('x', DocumentText.MostCharacters + 1_000_000);

        var (text, failure) = await ReadAsync(OpenDocument("application/vnd.oasis.opendocument.text", $"<office:text><text:p>{word}</text:p></office:text>"), "word.odt");

        Assert.Null(failure);
        Assert.True(text!.IsCut);
        Assert.Equal(DocumentText.MostCharacters, Assert.Single(text.Pages).Length);
    }

    [Fact]
    public async Task Read_MarkdownThatNestsWithoutEnd_IsReadAsPlainText()
    {
        var (text, failure) = await ReadAsync(Encoding.ASCII.GetBytes(new string('>', 100_000) + " treasure"), "deep.md");

        Assert.Null(failure);
        Assert.Contains("treasure", Assert.Single(text!.Pages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_MailWithEndlessHeaders_IsASentence()
    {
        var to = string.Join(", ", Enumerable.Range(0, 50_000).Select(number => $"a{number}@example.org"));

        var (_, failure) = await ReadAsync(Encoding.ASCII.GetBytes($"To: {to}\r\n\r\nHello"), "a.eml");

        Assert.Equal(("too-large", "The mail's headers are longer than 256 kB."), (failure?.Code, failure?.Message));
    }

    [Fact]
    public async Task Read_ArchiveOfTooManyFiles_IsRefusedBeforeTheirNamesAreHeld()
    {
        var (text, _) = await ReadAsync(Zip(("trip/a.jpg", "x"), ("trip/b.jpg", "y")), "a.zip");
        var (_, failure) = await ReadAsync(Zip([.. Enumerable.Range(0, 20_001).Select(number => ($"{number}", ""))]), "a.zip");

        Assert.Equal("trip/a.jpg\ntrip/b.jpg", text?.Pages[0]);
        Assert.Equal("too-large", failure?.Code);
    }

    [Theory]
    [InlineData("yyyy-mm-dd", true)]
    [InlineData("[$-407]d. mmm", true)]
    [InlineData("0.00", false)]
    [InlineData("0.0 \"days\"", false)]
    [InlineData("[Red]0", false)]
    public void IsDateFormat_ByItsLetters(string code, bool expected) => Assert.Equal(expected, SheetText.IsDateFormat(code));

    private static async Task<TextReading> ReadAsync(byte[] content, string name)
    {
        using var file = MediaFile.FromBytes(content, name);
        return await DocumentTexts.ReadAsync(file, new DecodeLimits(), Ending);
    }

    private static byte[] OpenDocument(string mime, string body) => Zip(
        ("mimetype", mime),
        ("content.xml", $"<office:document-content xmlns:office='o' xmlns:text='t' xmlns:draw='d' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'><office:body>{body}</office:body></office:document-content>"));

    private static byte[] Zip(params (string Name, string Content)[] parts)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var part = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                part.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return stream.ToArray();
    }

    private static string Folded(string text) => White.Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White { get; }
}
