using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Media.Packs;
using Vitrine.Server.Access;

namespace Vitrine.Server.Features.Packs;

internal static class PackEndpoints
{
    public static void MapPacks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/packs", List).WithName("ListPacks").WithSummary("The models of the catalogue, what is installed, and what each adds.").RequireAuthorization(Policies.View);
        routes.MapPost("/packs/{name}/install", Install).WithName("InstallPack")
            .WithSummary("Starts the installation of a model; the list of packs tells when it is there, or why not.")
            .RequireAuthorization(Policies.Own);
    }

    /// <summary>The models of the catalogue, what is installed, and what each adds.</summary>
    private static Ok<IReadOnlyList<PackView>> List(PackStore store, PackInstallations installations) =>
        TypedResults.Ok(Views(store, installations));

    internal static IReadOnlyList<PackView> Views(PackStore store, PackInstallations installations) =>
        [
            .. store.Catalog.Tasks.SelectMany(task => store.Catalog.ModelsOf(task).Select(model => new PackView(
                model.Id,
                task.Id,
                model.Licence.Confirmed ? model.Licence.Spdx : $"{model.Licence.Spdx} (unconfirmed)",
                model.Bytes,
                store.IsUsable(model),
                store.Installed(task.Id) == model,
                task.Adds,
                installations.ProblemOf(model.Id) ?? NotPassed(store, model),
                installations.CanInstall(model)))),
        ];

    /// <summary>Why a model whose files are all here is not used: an earlier start may have tested it.</summary>
    private static string? NotPassed(PackStore store, PackModel model) =>
        store.IsInstalled(model) && store.SelfTestOf(model) is { Passed: false } test ? $"{model.Id} is not used: {test.Sentence}" : null;

    /// <summary>Starts the installation of a model; <c>GET /api/packs</c> tells when it is there, or why not.</summary>
    private static Results<Accepted, NotFound> Install(string name, PackStore store, PackInstallations installations)
    {
        if (store.Catalog.FindModel(name) is not { } model)
        {
            return TypedResults.NotFound();
        }

        installations.Start(model);
        return TypedResults.Accepted("/api/packs");
    }
}
