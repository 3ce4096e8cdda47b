using CsCheck;
using Vitrine.Core.Claims;

namespace Vitrine.Core.Tests.Claims;

public sealed class EdtfDateTests
{
    [Theory]
    [InlineData("1943", "d:1943")]
    [InlineData("1943-05", "d:1943-05")]
    [InlineData("1943-05-17", "d:1943-05-17")]
    [InlineData("1920~", "d:1920~")]
    [InlineData("1920?", "d:1920?")]
    [InlineData("1943-05%", "d:1943-05%")]
    [InlineData("192X", "d:192X")]
    [InlineData("19XX", "d:19XX")]
    [InlineData("1943-XX", "d:1943")]
    [InlineData("1943-XX-XX", "d:1943")]
    [InlineData("1943-05-XX", "d:1943-05")]
    [InlineData("2024-05-06T07:08", "d:2024-05-06T07:08")]
    [InlineData("2024-05-06T07:08:09Z", "d:2024-05-06T07:08:09+0")]
    [InlineData("2024-05-06T07:08:09.25-09:30", "d:2024-05-06T07:08:09.250-570")]
    public void TryParse_Date_IsWhatItSays(string text, string canonical)
    {
        Assert.True(EdtfDate.TryParse(text, out var date));
        Assert.Equal(canonical, date.Canonical);
        Assert.True(EdtfDate.TryParse(EdtfDate.Format(date), out var again));
        Assert.Equal(date, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("2024-13")]
    [InlineData("2024-02-30")]
    [InlineData("0000")]
    [InlineData("19X5")]
    [InlineData("XXXX")]
    [InlineData("2024-XX-05")]
    [InlineData("2024-05-06+02:00")]
    [InlineData("2024-05-06T07:08+99:00")]
    [InlineData("2001/2004")]
    [InlineData("1985-04-12T23:20:30+")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(EdtfDate.TryParse(text, out _));

    [Fact]
    public void TryParse_AnyText_NeverThrowsAndReadsItsOwnForm() =>
        Gen.OneOf(Gen.String[Gen.Char["0123456789-XTZ:+~?% ."], 0, 30], Gen.String).Sample(text =>
        {
            if (EdtfDate.TryParse(text, out var date))
            {
                Assert.True(EdtfDate.TryParse(EdtfDate.Format(date), out var again));
                Assert.Equal(date.Canonical, again.Canonical);
            }
        });
}
