using Microsoft.AspNetCore.Http.HttpResults;
using Vitrine.Contracts;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Collections;

/// <summary>A write to one collection, under its condition, and the collection as it is then.</summary>
internal sealed class CollectionWriting(Database database, CollectionViews collections, SmartCollections smart)
{
    /// <param name="deletedToo">Whether a deleted one will do.</param>
    public async Task<Results<Ok<CollectionView>, NoContent, NotFound, StatusCodeHttpResult, ProblemHttpResult>> ActAsync(
        string id, Principal principal, HttpRequest request, bool deletedToo, Func<WriteSession, CollectionRow, Task> act, CancellationToken cancellationToken)
    {
        var written = await database.WriteAsync(
            principal.Actor,
            async session =>
            {
                if (await CollectionRows.LockAsync(session, principal.LibraryKey, id, cancellationToken) is not { } collection || (collection.Deleted && !deletedToo))
                {
                    return StatusCodes.Status404NotFound;
                }

                if (!EntityTag.Matches(request, collection.Revision))
                {
                    return StatusCodes.Status412PreconditionFailed;
                }

                await act(session, collection);
                return StatusCodes.Status200OK;
            },
            cancellationToken);
        var response = request.HttpContext.Response;
        response.SetSequence(written.Sequence);
        if (written.Value != StatusCodes.Status200OK)
        {
            return written.Value == StatusCodes.Status404NotFound ? TypedResults.NotFound() : TypedResults.StatusCode(written.Value);
        }

        await smart.ReloadAsync(cancellationToken);

        // What was deleted has no answer any more.
        if (await collections.ReadAsync(principal, id, together: false, cancellationToken) is not { } view)
        {
            return TypedResults.NoContent();
        }

        response.Headers.ETag = EntityTag.Of(view);
        return TypedResults.Ok(view);
    }
}
