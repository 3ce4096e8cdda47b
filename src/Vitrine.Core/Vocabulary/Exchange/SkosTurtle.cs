namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>
/// SKOS (W3C Recommendation of 18 August 2009) in a part of Turtle: prefixes and base, statements with <c>;</c> and <c>,</c>, addresses, texts with a language
/// or type, numbers. Read are prefLabel, altLabel, hiddenLabel, definition, broader, narrower and exactMatch; other statements are passed over.
/// </summary>
internal static class SkosTurtle
{
    private const int MostPrefixes = 1_000;

    public static ConceptFile Read(string text) => new Reader(text).File();

    private sealed class Reader(string text)
    {
        private readonly TurtleTokens tokens = new(text);
        private readonly Dictionary<string, string> prefixes = new(StringComparer.Ordinal);
        private readonly SkosGraph graph = new();
        private TurtleToken token;
        private string home = "";

        public ConceptFile File()
        {
            for (Step(); token.Kind != TurtleKind.End;)
            {
                if (token.Kind == TurtleKind.Word && token.Text.TrimStart('@').ToUpperInvariant() is "PREFIX" or "BASE")
                {
                    Declaration();
                }
                else
                {
                    Statement();
                }
            }

            return graph.File();
        }

        private void Step() => token = tokens.Next();

        private void Declaration()
        {
            var (isPrefix, closes) = (token.Text.EndsWith("refix", StringComparison.OrdinalIgnoreCase), token.Text[0] == '@');
            Step();
            var name = "";
            if (isPrefix)
            {
                if (token.Kind != TurtleKind.Name || !token.Text.EndsWith(':'))
                {
                    throw Wrong("A prefix is declared as: @prefix skos: <http://www.w3.org/2004/02/skos/core#> .");
                }

                name = token.Text[..^1];
                Step();
            }

            if (token.Kind != TurtleKind.Iri)
            {
                throw Wrong("Here an address in <> is missing.");
            }

            if (isPrefix)
            {
                prefixes[name] = Whole(token.Text);
                if (prefixes.Count > MostPrefixes)
                {
                    throw Wrong($"A file declares at most {MostPrefixes} prefixes.");
                }
            }
            else
            {
                home = Whole(token.Text);
            }

            Step();
            if (closes)
            {
                Close(".");
            }
        }

        private void Statement()
        {
            var (subject, line) = (Address("the beginning of a statement"), token.Line);
            Step();
            while (true)
            {
                var property = token is { Kind: TurtleKind.Word, Text: "a" } ? SkosGraph.Type : Address("a property");
                Step();
                Objects(subject, property, line);
                if (!IsSign(";"))
                {
                    break;
                }

                while (IsSign(";"))
                {
                    Step();
                }

                if (IsSign("."))
                {
                    break;
                }
            }

            Close(".");
        }

        private void Objects(string subject, string property, int line)
        {
            while (true)
            {
                Object(subject, property, line);
                if (!IsSign(","))
                {
                    return;
                }

                Step();
            }
        }

        private void Object(string subject, string property, int line)
        {
            if (token.Kind is TurtleKind.Iri or TurtleKind.Name)
            {
                graph.Link(subject, property, Address("an object"), line);
                Step();
                return;
            }

            if (token.Kind is not (TurtleKind.Text or TurtleKind.Number) && token is not { Kind: TurtleKind.Word, Text: "true" or "false" })
            {
                throw Wrong("Here an address, a text in quotation marks, a number, true or false is missing.");
            }

            var said = token;
            string? language = null;
            Step();
            if (token.Kind == TurtleKind.Language)
            {
                language = token.Text;
                Step();
            }
            else if (IsSign("^^"))
            {
                Step();
                Address("a type");
                Step();
            }

            graph.Say(subject, property, new SkosText(said.Text, language, said.Line));
        }

        private string Address(string what)
        {
            switch (token.Kind)
            {
                case TurtleKind.Iri:
                    return Whole(token.Text);
                case TurtleKind.Name:
                    var colon = token.Text.IndexOf(':', StringComparison.Ordinal);
                    return prefixes.TryGetValue(token.Text[..colon], out var space) ? space + token.Text[(colon + 1)..]
                        : throw Wrong($"The prefix '{ExchangeFormat.Short(token.Text[..colon])}:' is not declared.");
                default:
                    throw Wrong($"Here {what} is missing: an address in <> or prefix:name.");
            }
        }

        /// <summary>An address that begins nowhere begins at the base.</summary>
        private string Whole(string iri)
        {
            var whole = iri.Contains(':', StringComparison.Ordinal) ? iri : home + iri;
            return whole.Length <= ExchangeLimits.LongestText ? whole : throw Wrong("The address is too long.");
        }

        private void Close(string sign)
        {
            if (!IsSign(sign))
            {
                throw Wrong($"Here '{sign}' is missing.");
            }

            Step();
        }

        private bool IsSign(string sign) => token.Kind == TurtleKind.Sign && token.Text == sign;

        private ConceptFileException Wrong(string message) => new(token.Line, message);
    }
}
