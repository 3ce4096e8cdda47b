namespace Vitrine.Media.Tools;

/// <summary>The environment of every process we start: fixed, so that neither secrets nor the owner's locale reach it.</summary>
public static class ToolEnvironment
{
    public const string SearchPath = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

    internal static void Fill(IDictionary<string, string?> target, IReadOnlyDictionary<string, string> more)
    {
        target.Clear();
        target["PATH"] = SearchPath;
        target["LANG"] = "C.UTF-8";
        target["TMPDIR"] = target["HOME"] = Path.GetTempPath();
        foreach (var (name, value) in more)
        {
            target[name] = value;
        }
    }

    /// <summary>The full path of a program in <see cref="SearchPath"/>, or null.</summary>
    public static string? Find(string program)
    {
        foreach (var folder in SearchPath.Split(':'))
        {
            var path = Path.Combine(folder, program);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
