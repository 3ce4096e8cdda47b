namespace Vitrine.Media.Children;

/// <summary>Decodes one file inside a decode child. The request's path is that inside the child; take the bytes from <paramref name="file"/>.</summary>
public delegate Task<DecodeAnswer> Decoder(DecodeRequest request, FileInChild file, CancellationToken cancellationToken);

/// <summary>The work of a decode child: a message becomes a file, a decoder looks at it, its answer becomes a message.</summary>
public static class DecodeWork
{
    public static ChildHandler Handler(Decoder decode) => async (message, cancellationToken) =>
    {
        var wire = message.Read(WorkJson.Exact.DecodeWireRequest);
        using var file = wire.Path is null
            ? FileInChild.OfContent(wire.Name, message.Attachment(0))
            : FileInChild.OfPath(wire.Name, wire.Path, wire.Bytes);
        var answer = await decode(new DecodeRequest(wire.Path ?? "", wire.Name, wire.Steps) { Export = wire.Export, Edits = wire.Edits, Output = wire.Output }, file, cancellationToken);
        return DecodeWire.Write(answer);
    };
}
