using CsCheck;
using Vitrine.Core.Exports;
using Vitrine.Core.Schema;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Schema;

public sealed class CsvTableTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "a|b / 1|2")]
    [InlineData("\ufeffa;b\r\n1,5;2\r\n", "a|b / 1,5|2")]
    [InlineData("a\tb\n\"x\ny\"\t\"q\"\"q\"", "a|b / x\ny|q\"q")]
    [InlineData("a,b\n1\n\n3,4,,\n", "a|b / 1| / 3|4")]
    [InlineData("a,b\n'=1,'x\n", "a|b / =1|'x")]
    [InlineData("", "!empty")]
    [InlineData("a,A\n1,2", "!twice")]
    [InlineData("a,b\n1,2,3", "!Line 2")]
    [InlineData("a,b\n\"1,2", "!Line 2")]
    [InlineData("a,b\n\"1\"x,2", "!Line 2")]
    public void Read_ATable_GivesItsCellsOrTheRowThatBreaks(string text, string expected)
    {
        var (table, trouble) = CsvTable.Read(text);
        if (expected[0] == '!')
        {
            Assert.Contains(expected[1..], trouble, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(expected, string.Join(" / ", [string.Join('|', table!.Header), .. table.Rows.Select(row => string.Join('|', row))]));
    }

    [Fact]
    public void Read_WhatIsWritten_ComesBack() =>
        Gen.String[Gen.Char["ab1=+-@,;\"\n\té "], 0, 8].Array[3].Array[0, 6].Sample(
            rows =>
            {
                var text = Csv.Mark + Csv.Row("x", "y", "z") + string.Concat(rows.Select(row => Csv.Row(row)));
                var table = CsvTable.Read(text).Table!;
                var kept = rows.Where(row => row.Any(cell => cell.Length > 0)).ToArray();
                Assert.Equal(kept, table.Rows);
            },
            iter: Deep.Times(3_000));

    [Fact]
    public void Read_EndlessCellsAndRows_AreRefused()
    {
        Assert.Contains("characters", CsvTable.Read("a\n" + new string('x', CsvReader.LongestCell + 1)).Trouble, StringComparison.Ordinal);
        Assert.Contains("cells", CsvTable.Read(new string(',', CsvReader.MostCells)).Trouble, StringComparison.Ordinal);
        Assert.Contains("rows", CsvTable.Read("a\n" + string.Concat(Enumerable.Repeat("1\n", CsvTable.MostRows + 1))).Trouble, StringComparison.Ordinal);
    }
}
