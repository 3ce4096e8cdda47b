using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Access;

/// <summary>What holds for every endpoint, also for those that are still to come.</summary>
public sealed class EndpointRules
{
    /// <summary>The endpoints that answer anybody. A new one here is a decision.</summary>
    private static readonly string[] ForEverybody = ["GetStatus", "StartSession", "OpenApi"];

    [Fact]
    public async Task Endpoints_OfTheApi_HaveAPolicyANameAndASummary()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(IsOurs).ToArray();
        Assert.True(endpoints.Length >= 25);
        foreach (var endpoint in endpoints)
        {
            var route = endpoint.DisplayName + " " + endpoint.RoutePattern.RawText;
            var name = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
            Assert.True(name is { Length: > 0 }, $"{route} has no name");
            Assert.True(endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary is { Length: > 10 }, $"{route} has no summary");
            var allows = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            var policy = endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy;
            Assert.True(allows ? ForEverybody.Contains(name) : policy is "view" or "upload" or "edit" or "own", $"{route} has the policy '{policy}'");
        }
    }

    [Fact]
    public async Task Endpoints_WhateverTheyAre_AskForSomebodyOrSayThatTheyDoNot()
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite);
        foreach (var endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.Where(endpoint => !IsStaticFile(endpoint) && !IsOfTheFramework(endpoint)))
        {
            Assert.True(
                endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null,
                $"{endpoint.DisplayName} lets everybody in without saying so");
        }
    }

    /// <summary>Style sheets and modules of the sign-in page are for everybody, and hold nothing of anybody.</summary>
    private static bool IsStaticFile(Microsoft.AspNetCore.Http.Endpoint endpoint) =>
        endpoint is RouteEndpoint { RoutePattern.RawText: "{**path:file}" } || endpoint.Metadata.Any(one => one.GetType().Name == "StaticAssetDescriptor");

    /// <summary>Redirects of server-rendered forms, whose target is encrypted by the server itself.</summary>
    private static bool IsOfTheFramework(Microsoft.AspNetCore.Http.Endpoint endpoint) => endpoint.DisplayName == "Blazor Opaque Redirection";

    private static bool IsOurs(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText is { } route && (route.StartsWith("/api", StringComparison.Ordinal) || route.StartsWith("/events", StringComparison.Ordinal));
}
