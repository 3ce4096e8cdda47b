using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;

namespace Vitrine.Server.Features;

internal static class Status
{
    private static readonly string Version = typeof(Status).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void MapStatus(this IEndpointRouteBuilder routes) => routes.MapGet("/status", Handle).WithName("GetStatus").WithSummary("Says that this is Vitrine and that it is up; nothing of the library.").AllowAnonymous();

    private static Ok<StatusView> Handle() => TypedResults.Ok(new StatusView("Vitrine", Version, "ready", null));
}
