using Vitrine.Core.Places;

namespace Vitrine.Core.Tests.Places;

public sealed class PositionTests
{
    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(91, 0)]
    [InlineData(-90.0001, 0)]
    [InlineData(0, 180.0001)]
    [InlineData(0, -1e300)]
    public void TryOf_WhatIsNotOnTheEarth_IsNoPosition(double latitude, double longitude) => Assert.False(GeoPosition.TryOf(latitude, longitude, out _));

    [Fact]
    public void TryOf_Borders_ArePositions_AndNoughtIsUnset()
    {
        Assert.True(GeoPosition.TryOf(-90, 180, out _));
        Assert.True(GeoPosition.TryOf(-0.0, -0.0, out var nought));
        Assert.True(nought.IsUnset);
        Assert.False(double.IsNegative(nought.Latitude));
    }

    [Theory]
    [InlineData(48.8566, 2.3522, 51.5074, -0.1278, 343.6)]
    [InlineData(-17, 179.9, -17, -179.9, 21.3)]
    [InlineData(89.9, 0, 89.9, 180, 22.2)]
    [InlineData(0, 0, 0, 180, 20015.1)]
    [InlineData(10, 10, 10, 10, 0)]
    public void DistanceTo_AlongTheGreatCircle(double fromLatitude, double fromLongitude, double latitude, double longitude, double kilometres) =>
        Assert.Equal(kilometres, new GeoPosition(fromLatitude, fromLongitude).DistanceTo(new GeoPosition(latitude, longitude)), 0.1);

    [Theory]
    [InlineData("48.8584, 2.2945", 48.8584, 2.2945)]
    [InlineData("48.8584 2.2945", 48.8584, 2.2945)]
    [InlineData("  -33.8568;151.2153 ", -33.8568, 151.2153)]
    [InlineData("48,8584 2,2945", 48.8584, 2.2945)]
    [InlineData("-33,8568; 151,2153", -33.8568, 151.2153)]
    [InlineData("48°51'30\"N, 2°17'40\"E", 48.858333, 2.294444)]
    [InlineData("48° 51′ 30″ N 2° 17′ 40″ E", 48.858333, 2.294444)]
    [InlineData("N 48 51.5 W 2 17.7", 48.858333, -2.295)]
    [InlineData("2.2945 E, 48.8584 N", 48.8584, 2.2945)]
    [InlineData("33.8568 s 151.2153 e", -33.8568, 151.2153)]
    [InlineData("48 51 30, 2 17 40", 48.858333, 2.294444)]
    [InlineData("+90,-180", 90, -180)]
    [InlineData("0, 0", 0, 0)]
    public void TryParse_CoordinatesAsPeopleWriteThem(string text, double latitude, double longitude)
    {
        Assert.True(CoordinateText.TryParse(text, out var position));
        Assert.Equal(latitude, position.Latitude, 1e-6);
        Assert.Equal(longitude, position.Longitude, 1e-6);
        Assert.True(CoordinateText.TryParse(CoordinateText.Write(position), out var again));
        Assert.Equal(position.Latitude, again.Latitude, 1e-5);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Paris")]
    [InlineData("48.8584")]
    [InlineData("48 51 2 17")]
    [InlineData("91, 0")]
    [InlineData("0, 181")]
    [InlineData("48.8 N, 2.3 S")]
    [InlineData("N 48.8 N, 2.3 E")]
    [InlineData("-48.8 S, 2.3 E")]
    [InlineData("48 61 00, 2 0 0")]
    [InlineData("1e3, 2")]
    [InlineData("NaN, NaN")]
    [InlineData("٤٨, ٢")]
    public void TryParse_AnythingElse_IsNone(string? text) => Assert.False(CoordinateText.TryParse(text, out _));

    [Fact]
    public void TryParse_EndlessText_IsRefusedAtOnce() => Assert.False(CoordinateText.TryParse(new string('1', 1_000_000), out _));

    [Theory]
    [InlineData("2,48,3,49", 2, 48, 3, 49)]
    [InlineData("170,-20,-170,-10", 170, -20, -170, -10)]
    [InlineData("-180,-90,180,90", -180, -90, 180, 90)]
    [InlineData("190,-20,200,-10", -170, -20, -160, -10)]
    [InlineData("-400,0,-40,10", -180, 0, 180, 10)]
    public void Box_IsRead(string text, double west, double south, double east, double north)
    {
        Assert.True(GeoBox.TryParse(text, out var box));
        Assert.Equal(new GeoBox(west, south, east, north), box);
        Assert.True(GeoBox.TryParse(box.ToString(), out var again));
        Assert.Equal(box, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,2,3")]
    [InlineData("1,2,3,4,5")]
    [InlineData("1,50,3,40")]
    [InlineData("1,-91,3,40")]
    [InlineData("NaN,0,1,1")]
    [InlineData("1e400,0,1,1")]
    [InlineData("99999,0,1,1")]
    public void Box_ThatIsNone(string text) => Assert.False(GeoBox.TryParse(text, out _));

    [Fact]
    public void Box_AcrossTheDateLine_HoldsBothSides()
    {
        var box = new GeoBox(170, -20, -170, -10);
        Assert.True(box.Contains(new GeoPosition(-15, 175)));
        Assert.True(box.Contains(new GeoPosition(-15, -180)));
        Assert.False(box.Contains(new GeoPosition(-15, 0)));
        Assert.False(box.Contains(new GeoPosition(-5, 175)));
        Assert.True(GeoBox.World.Contains(new GeoPosition(90, -180)));
    }

    [Fact]
    public void Grid_IsSphericalMercator_AndComesBack()
    {
        Assert.Equal((1 << 27, 1 << 27), MapGrid.Of(new GeoPosition(0, 0)));
        Assert.Equal((0, 0), MapGrid.Of(new GeoPosition(90, -180)));
        Assert.Equal(((1 << 28) - 1, (1 << 28) - 1), MapGrid.Of(new GeoPosition(-90, 180)));
        for (var latitude = -85; latitude <= 85; latitude += 17)
        {
            var (x, y) = MapGrid.Of(new GeoPosition(latitude, latitude * 2));
            var back = MapGrid.PositionOf(x, y);
            Assert.Equal(latitude, back.Latitude, 1e-5);
            Assert.Equal(latitude * 2, back.Longitude, 1e-5);
        }

        Assert.Equal(22, MapGrid.ShiftFor(4, 1024 / 4 / 4));
        Assert.Equal(MapGrid.Bits, MapGrid.ShiftFor(0, 256));
        Assert.Equal(0, MapGrid.ShiftFor(99, 64));
    }
}
