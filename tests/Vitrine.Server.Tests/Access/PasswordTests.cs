using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Server.Access;
using Vitrine.Server.Storage;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Access;

/// <summary>The owner's password: setting, changing and using it.</summary>
public sealed class PasswordTests
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Password_Set_SignsInAndAnotherOneDoesNot(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        using var before = await app.SignInAsync(SignedIn.Password);
        await before.ProblemAsync(HttpStatusCode.Unauthorized);
        await app.SetPasswordAsync();

        using var right = await app.SignInAsync(SignedIn.Password);
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await app.StatusAsync(SignedIn.CookieOf(right), HttpMethod.Get, "api/library"));

        // Whether there is a password cannot be told from the answer.
        using var wrong = await app.SignInAsync("correct horse batterz");
        Assert.Equal((await before.ProblemAsync(HttpStatusCode.Unauthorized)).GetProperty("detail").GetString(), (await wrong.ProblemAsync(HttpStatusCode.Unauthorized)).GetProperty("detail").GetString());
        Assert.Null(wrong.Header("Set-Cookie"));
        Assert.Empty(await app.Database.ReadAsync(session => session.QueryAsync($"select hash from password where hash like {"%horse%"}", row => row.GetString(0))));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Change_NeedsTheCurrentOneAndEndsOtherSessions(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var (mine, other) = (await app.SessionAsync(), await app.SessionAsync());
        Assert.Equal(HttpStatusCode.NoContent, await app.StatusAsync(mine, HttpMethod.Put, "api/session/password", """{"password":"correct horse battery","endSessions":false}"""));
        Assert.Equal(HttpStatusCode.OK, await app.StatusAsync(other, HttpMethod.Get, "api/library"));
        var link = new Uri(await app.LoginLinkAsync()).Query["?token=".Length..];

        foreach (var body in new[] { """{"password":"a completely new one"}""", """{"current":"","password":"a completely new one"}""", """{"current":"wrong","password":"a completely new one"}""" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await app.StatusAsync(mine, HttpMethod.Put, "api/session/password", body));
        }

        Assert.Equal(HttpStatusCode.NoContent, await app.StatusAsync(mine, HttpMethod.Put, "api/session/password", """{"current":"correct horse battery","password":"a completely new one"}"""));
        Assert.Equal(HttpStatusCode.OK, await app.StatusAsync(mine, HttpMethod.Get, "api/library"));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.StatusAsync(other, HttpMethod.Get, "api/library"));
        using var old = await app.SignInAsync(SignedIn.Password);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        using var unused = await DamApp.SendAsync(app.Anonymous, HttpMethod.Post, "api/session", $$"""{"token":"{{link}}"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, unused.StatusCode);

        // The data folder's own token is not asked: who can read it is the owner.
        await app.SetPasswordAsync("and another new one");
        using var again = await app.SignInAsync("and another new one");
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Password_NotGoodEnough_IsRefusedWithTheReason(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        foreach (var (json, says) in new[]
        {
            ("{}", "too short"), ("""{"password":"elevensigns"}""", "too short"), ($$"""{"password":"{{new string('x', 40)}}"}""", "again and again"),
            ("""{"password":"Vitrine-2026"}""", "name of this program"), ("""{"password":"vitrinevitrinevitrine"}""", "name of this program"),
            ($$"""{"password":"{{string.Concat(Enumerable.Repeat("ab", 513))}}"}""", "too long"),
        })
        {
            using var answer = await app.SendAsync(HttpMethod.Put, "api/session/password", json);
            Assert.Contains(says, (await answer.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Null(PasswordHash.Trouble(string.Concat(Enumerable.Repeat("ab", 512))));
        Assert.Null(PasswordHash.Trouble("twelve signs"));
        Assert.False(await app.Services.GetRequiredService<PasswordStore>().IsSetAsync(TestContext.Current.CancellationToken));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Hash_OfAnotherCost_IsMadeAnewWhenItIsUsed(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SetPasswordAsync();
        await WriteAsync(app, PasswordHash.Make(SignedIn.Password, 1000));

        using var wrong = await app.SignInAsync("not this one");
        Assert.StartsWith("pbkdf2-sha512$1000$", await HashAsync(app), StringComparison.Ordinal);
        using var right = await app.SignInAsync(SignedIn.Password);
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        Assert.StartsWith($"pbkdf2-sha512${PasswordHash.Iterations}$", await HashAsync(app), StringComparison.Ordinal);

        foreach (var broken in new[] { "", "pbkdf2-sha512$0$AAAA$AAAA", "md5$1$AAAA$AAAA", "pbkdf2-sha512$999999999$AAAA$AAAA" })
        {
            Assert.False(PasswordHash.Verify(SignedIn.Password, broken, out _));
        }
    }

    [Fact]
    public void Verify_WhatCannotBeAPassword_IsWrong()
    {
        var hash = PasswordHash.Make("Ångström is a unit");
        Assert.True(PasswordHash.Verify("A\u030angstro\u0308m is a unit", hash, out var stale));
        Assert.False(stale);
        foreach (var wrong in new[] { "", "\ud800", new string('x', 1_000_000), "ångström is a unit" })
        {
            Assert.False(PasswordHash.Verify(wrong, hash, out _));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task WrongPasswords_MakeTheNextTriesWait(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        await app.SetPasswordAsync();
        await FailAsync(app, 9);

        // The ninth in a row makes wait for 64 seconds. Also the right one waits, and so does who only changes it; the token of the data folder does not.
        using var slow = await app.SignInAsync(SignedIn.Password);
        var says = (await slow.ProblemAsync(HttpStatusCode.TooManyRequests)).GetProperty("detail").GetString();
        var seconds = int.Parse(slow.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(seconds, 30, 64);
        Assert.Equal($"Too many wrong passwords. Try again in {seconds} seconds.", says);
        var session = await app.SessionAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, await app.StatusAsync(session, HttpMethod.Put, "api/session/password", """{"current":"wrong","password":"a completely new one"}"""));
        Assert.Equal(HttpStatusCode.OK, await app.Http.AskAsync(HttpMethod.Get, "api/library"));

        app.Setup.Clock.Advance(TimeSpan.FromSeconds(65));
        using var tenth = await app.SignInAsync("wrong again");
        Assert.Equal(HttpStatusCode.Unauthorized, tenth.StatusCode);
        using var longer = await app.SignInAsync(SignedIn.Password);
        Assert.InRange(int.Parse(longer.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 65, 128);
        app.Setup.Clock.Advance(TimeSpan.FromSeconds(129));
        using var right = await app.SignInAsync(SignedIn.Password);
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);

        // Who got in has all tries again.
        using var forgiven = await app.SignInAsync("wrong again");
        Assert.Equal(HttpStatusCode.Unauthorized, forgiven.StatusCode);
    }

    [Fact]
    public void Throttle_OfManyAddresses_IsBoundedAndSlowsAllOfThemDown()
    {
        var clock = new ShiftedClock();
        var throttle = new SignInThrottle(clock);
        var tries = 0;
        for (var i = 0; i < 20_000; i++)
        {
            tries += throttle.Enter(new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i])) is null ? 1 : 0;
            if (i % 4 == 0)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        Assert.InRange(tries, 50, 250);
        clock.Advance(TimeSpan.FromHours(2));
        throttle.Enter(null);
        Assert.Equal(1, throttle.Addresses);

        // One network of IPv6 is one address.
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(throttle.Enter(IPAddress.Parse($"2001:db8::{i + 1}")));
        }

        Assert.InRange(throttle.Enter(IPAddress.Parse("2001:db8::ffff:1"))!.Value.TotalSeconds, 1, 4);
        Assert.Null(throttle.Enter(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.Null(throttle.Enter(IPAddress.Parse("10.9.9.9")));
    }

    [Fact]
    public async Task Throttle_OfTriesAtTheSameTime_LetsNoMoreThrough()
    {
        var throttle = new SignInThrottle(new ShiftedClock());
        var let = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => throttle.Enter(IPAddress.Loopback) is null)));
        Assert.Equal(5, let.Count(through => through));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Form_WithoutScripts_SignsInAndSaysWhenItDoesNot(string engine)
    {
        await using var app = await DamApp.StartAsync(engine);
        var planted = "vitrine-session=" + new string('a', 43);
        Assert.DoesNotContain("/login/password", await (await app.Anonymous.GetAsync("login")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await app.SetPasswordAsync();
        Assert.Contains("/login/password", await (await app.Anonymous.GetAsync("login")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        using var wrong = await app.FormAsync("login/password", [("password", "wrong"), ("return", "/activity")]);
        var page = await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Contains("The password is wrong.", page, StringComparison.Ordinal);
        Assert.Contains("value=\"/activity\"", page, StringComparison.Ordinal);
        Assert.Null(wrong.Header("Set-Cookie"));

        using var right = await app.FormAsync("login/password", [("password", SignedIn.Password), ("return", "/activity")], request => request.Headers.Add("Cookie", planted));
        Assert.Equal((HttpStatusCode.Redirect, "/activity"), (right.StatusCode, right.Header("Location")));
        Assert.NotEqual(planted, SignedIn.CookieOf(right));
        foreach (var elsewhere in new[] { "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "" })
        {
            using var led = await app.FormAsync("login/password", [("password", SignedIn.Password), ("return", elsewhere)]);
            Assert.Equal("/", led.Header("Location"));
        }

        // From another page, and from none.
        foreach (var origin in new[] { "http://evil.example", null })
        {
            using var forged = await app.FormAsync("login/password", [("password", SignedIn.Password)], request =>
            {
                request.Headers.Remove("Origin");
                request.Headers.TryAddWithoutValidation("Origin", origin ?? "");
            });
            Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        }

        await FailAsync(app, 8);

        using var slow = await app.FormAsync("login/password", [("password", SignedIn.Password)]);
        Assert.Equal(HttpStatusCode.TooManyRequests, slow.StatusCode);
        Assert.NotNull(slow.Header("Retry-After"));
        Assert.Contains("Too many wrong passwords.", await slow.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>So many wrong tries in a row, each as soon as it may be made.</summary>
    private static async Task FailAsync(DamApp app, int times)
    {
        for (var i = 0; i < times; i++)
        {
            app.Setup.Clock.Advance(TimeSpan.FromMinutes(2));
            using var wrong = await app.SignInAsync("wrong again");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }
    }

    private static Task WriteAsync(DamApp app, string hash) => app.Database.WriteAsync(Actor.System, session => session.ExecuteAsync($"update password set hash = {hash}"));

    private static Task<string?> HashAsync(DamApp app) => app.Database.ReadAsync(session => session.TextAsync($"select hash from password"));
}
