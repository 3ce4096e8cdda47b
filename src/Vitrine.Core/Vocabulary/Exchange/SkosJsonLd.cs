using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vitrine.Core.Vocabulary.Exchange;

/// <summary>SKOS in JSON-LD with the context that is built in (<see cref="SkosContext"/>): one concept, an array of them, or an object with <c>@graph</c>.</summary>
internal static class SkosJsonLd
{
    private const int Deepest = 64;

    public static ConceptFile Read(byte[] bytes)
    {
        var reader = new Reader(bytes);
        try
        {
            return reader.File();
        }
        catch (JsonException wrong)
        {
            throw new ConceptFileException((int)(wrong.LineNumber ?? 0) + 1, "This is no JSON: a bracket, comma or quotation mark is missing or wrong here.");
        }
        catch (InvalidOperationException)
        {
            throw new ConceptFileException(reader.Line, "A text is no valid Unicode.");
        }
    }

    private sealed class Reader(byte[] bytes)
    {
        private readonly SkosGraph graph = new();
        private long counted;
        private int line = 1;

        public int Line => line;

        public ConceptFile File()
        {
            var json = new Utf8JsonReader(bytes.AsSpan(bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0), new JsonReaderOptions { MaxDepth = Deepest });
            Step(ref json);
            Nodes(ref json);
            if (json.Read())
            {
                throw Wrong("Behind the end of the document comes more.");
            }

            return graph.File();
        }

        private void Nodes(ref Utf8JsonReader json)
        {
            if (json.TokenType == JsonTokenType.StartArray)
            {
                for (Step(ref json); json.TokenType != JsonTokenType.EndArray; Step(ref json))
                {
                    Node(ref json);
                }
            }
            else
            {
                Node(ref json);
            }
        }

        private void Node(ref Utf8JsonReader json)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                throw Wrong("Here an object is expected: a concept, or what holds @graph.");
            }

            var began = line;
            string? subject = null;
            var said = new List<(string Property, Said Value)>();
            for (Step(ref json); json.TokenType != JsonTokenType.EndObject; Step(ref json))
            {
                var name = json.GetString()!;
                Step(ref json);
                switch (name)
                {
                    case "@context":
                        Context(ref json);
                        break;
                    case "@graph":
                        Nodes(ref json);
                        break;
                    case "id" or "@id" or "uri":
                        subject = Text(ref json, name);
                        break;
                    case "type" or "@type":
                        Values(ref json, value => said.Add((SkosGraph.Type, value with { Text = value.Text is "Concept" or "skos:Concept" ? SkosGraph.Skos + "Concept" : value.Text })));
                        break;
                    default:
                        if (SkosContext.PropertyOf(name) is { } property)
                        {
                            Values(ref json, value => said.Add((property, value)));
                        }
                        else
                        {
                            json.Skip();
                        }

                        break;
                }
            }

            Tell(subject, began, said);
        }

        private void Tell(string? subject, int began, List<(string Property, Said Value)> said)
        {
            if (said.Count > 0 && subject is null)
            {
                throw new ConceptFileException(began, "A concept has an id, such as \"id\": \"urn:example:dog\".");
            }

            foreach (var (property, value) in said)
            {
                if (property == SkosGraph.Type || property[(property.LastIndexOf('#') + 1)..] is "broader" or "narrower" or "exactMatch")
                {
                    graph.Link(subject!, property, value.Text, value.Line);
                }
                else
                {
                    graph.Say(subject!, property, new SkosText(value.Text, value.Language, value.Line));
                }
            }
        }

        private void Context(ref Utf8JsonReader json)
        {
            var at = line;
            if (Stranger(JsonNode.Parse(ref json)) is { } stranger)
            {
                throw new ConceptFileException(at, $"The @context says '{ExchangeFormat.Short(stranger)}', which is not the context that is built in. No context is fetched: leave @context out, and write id, prefLabel, altLabel, definition, broader and exactMatch.");
            }
        }

        private static string? Stranger(JsonNode? context)
        {
            try
            {
                return SkosContext.Stranger(context);
            }
            catch (ArgumentException)
            {
                return "one name twice";
            }
        }

        /// <summary>One value or several: a text, a number, <c>{"@id"}</c>, <c>{"@value", "@language"}</c>, or texts by language.</summary>
        private void Values(ref Utf8JsonReader json, Action<Said> say, string? language = null)
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartArray:
                    for (Step(ref json); json.TokenType != JsonTokenType.EndArray; Step(ref json))
                    {
                        Values(ref json, say, language);
                    }

                    break;
                case JsonTokenType.StartObject:
                    Object(ref json, say);
                    break;
                case JsonTokenType.Null:
                    break;
                case JsonTokenType.True or JsonTokenType.False or JsonTokenType.Number:
                    say(new Said(System.Text.Encoding.UTF8.GetString(json.ValueSpan), language, line));
                    break;
                default:
                    say(new Said(Text(ref json, "a value"), language, line));
                    break;
            }
        }

        private void Object(ref Utf8JsonReader json, Action<Said> say)
        {
            string? value = null, language = null;
            for (Step(ref json); json.TokenType != JsonTokenType.EndObject; Step(ref json))
            {
                var name = json.GetString()!;
                Step(ref json);
                switch (name)
                {
                    case "@id" or "id" or "@value":
                        value = Text(ref json, name);
                        break;
                    case "@language":
                        language = Text(ref json, name);
                        break;
                    case "@none":
                        Values(ref json, say);
                        break;
                    case ['@', ..]:
                        json.Skip();
                        break;
                    default:
                        Values(ref json, say, name);
                        break;
                }
            }

            if (value is not null)
            {
                say(new Said(value, language, line));
            }
        }

        private string Text(ref Utf8JsonReader json, string what)
        {
            if (json.TokenType != JsonTokenType.String || json.ValueSpan.Length > 4 * ExchangeLimits.LongestText)
            {
                throw Wrong($"'{ExchangeFormat.Short(what)}' is a text of at most {ExchangeLimits.LongestText} characters.");
            }

            return json.GetString()!;
        }

        private void Step(ref Utf8JsonReader json)
        {
            if (!json.Read())
            {
                throw Wrong("The document ends too early.");
            }

            if (json.TokenStartIndex > counted)
            {
                line += bytes.AsSpan((int)counted, (int)(json.TokenStartIndex - counted)).Count((byte)'\n');
                counted = json.TokenStartIndex;
            }
        }

        private ConceptFileException Wrong(string message) => new(line, message);

        private readonly record struct Said(string Text, string? Language, int Line);
    }
}
