using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Vitrine.Server.Features.Uploads;

namespace Vitrine.Server.Hosting;

/// <summary>The API described for programs: OpenAPI 3.1 at <c>/openapi/v1.json</c>, and as <c>docs/openapi.json</c> in the repository.</summary>
internal static class ApiDocument
{
    private const string Bearer = "bearer";

    /// <summary>What the tus protocol asks of its requests.</summary>
    private static readonly Dictionary<string, string[]> Pieces = new(StringComparer.Ordinal)
    {
        ["CreateUpload"] = [TusProtocol.VersionHeader, TusProtocol.LengthHeader, TusProtocol.MetadataHeader],
        ["GetUploadOffset"] = [TusProtocol.VersionHeader],
        ["AppendToUpload"] = [TusProtocol.VersionHeader, TusProtocol.OffsetHeader],
        ["EndUpload"] = [TusProtocol.VersionHeader],
    };

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(Describe);
        options.AddOperationTransformer(Complete);
    });

    public static void MapApiDocument(this IEndpointRouteBuilder routes) => routes.MapOpenApi("/openapi/{documentName}.json").WithName("OpenApi").AllowAnonymous();

    /// <summary>What the document says of itself; not where this server happens to listen.</summary>
    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Vitrine",
            Version = "1",
            Description = "Errors are problems (RFC 9457). Writes answer X-Vitrine-Sequence, which a search takes as `after`; "
                + "those that start a job, take in a file or make a collection accept Idempotency-Key, those that change one asset or collection If-Match.",
        };
        document.Servers = null;
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer, Description = "The token that `./vitrine token` prints, or a key. What an operation needs stands beside it: view, upload, edit (holds both) or own (holds all)." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        return Task.CompletedTask;
    }

    private static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (operation.OperationId == "UploadAsset")
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType> { ["multipart/form-data"] = new() { Schema = UploadForm() } } };
        }

        if (Pieces.TryGetValue(operation.OperationId ?? "", out var headers))
        {
            operation.Parameters ??= [];
            foreach (var header in headers)
            {
                operation.Parameters.Add(new OpenApiParameter { Name = header, In = ParameterLocation.Header, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
            }

            if (headers.Contains(TusProtocol.OffsetHeader))
            {
                operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType> { [TusProtocol.PieceType] = new() } };
            }
        }

        // The scope that a key must have; who needs none says so with an empty list.
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var scope = metadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy;
        operation.Security = metadata.OfType<IAllowAnonymous>().Any() || scope is null
            ? []
            : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [scope] }];
        return Task.CompletedTask;
    }

    private static OpenApiSchema UploadForm() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "file" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            ["folder"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A path of names below the library's root, made where it is missing." },
            ["sameName"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Where the folder has another file of that name: rename (the default), version or fail." },
            ["collection"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String }, Description = "Collections that it joins, by id or name; repeated. Each has to be there." },
            ["tags"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String }, Description = "Repeated, or joined by commas." },
        },
    };
}
