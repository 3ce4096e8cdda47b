using System.Data.Common;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Backups;

/// <summary>A backup, snapshot or restore cannot be done, or what was to be restored is not whole; the message is a sentence for the owner.</summary>
public sealed class BackupException : Exception
{
    public BackupException(string message)
        : base(message)
    {
    }

    public BackupException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>What went wrong as such a sentence; null where it is a fault of the program.</summary>
    /// <param name="where">The folder that was being written.</param>
    public static BackupException? Of(Exception error, string where) => error switch
    {
        BackupException told => told,
        StorageException or BlobsUnavailableException => new BackupException(error.Message, error),
        DbException when error.Message.Contains("disk is full", StringComparison.Ordinal) => Full(error, where),
        DbException => new BackupException($"The database could not be read or written: {error.Message}", error),
        _ when LaneFailures.IsDiskFull(error) => Full(error, where),
        IOException or UnauthorizedAccessException => new BackupException($"{where} cannot be used: {error.Message}", error),
        _ => null,
    };

    private static BackupException Full(Exception error, string where) => new($"The disk of {where} is full. Nothing half done was left there; make room, then try again.", error);
}
