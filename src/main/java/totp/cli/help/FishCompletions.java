package totp.cli.help;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import totp.cli.session.Argument;
import totp.cli.session.Value;

/** The declarations of which fish makes its completions. */
final class FishCompletions {
    private final CompletionModel model;

    FishCompletions(CompletionModel model) {
        this.model = model;
    }

    void append(StringBuilder script) {
        valuedNames(script);
        for (Chapter chapter : model.chapters()) {
            script.append("complete -c totp -n '__totp_at \"\" 0' -a ")
                    .append(chapter.word())
                    .append(" -d ")
                    .append(quoted(chapter.summary(Chapter.WHOLE)))
                    .append('\n');
        }
        common(script);
        for (CompletionModel.Place place : model.places()) {
            options(script, place);
            parameters(script, place);
        }
    }

    /** A function that tells which options are followed by a value, and which places there are. */
    private void valuedNames(StringBuilder script) {
        script.append("function __totp_valued\n    switch $argv[1]\n");
        valued(script, model.start());
        model.places().forEach(place -> valued(script, place));
        script.append("        case '*'\n            return 1\n    end\nend\n");
    }

    private static void valued(StringBuilder script, CompletionModel.Place place) {
        script.append("        case");
        place.words().forEach(word -> script.append(' ').append(quoted(word)));
        script.append("\n            set -g __totp_options");
        for (Argument option : CompletionModel.both(place)) {
            if (option.takesNext()) {
                option.names().forEach(name -> script.append(' ').append(name));
            }
        }
        script.append('\n');
    }

    private static void options(StringBuilder script, CompletionModel.Place place) {
        for (Argument option : place.options()) {
            option(script, place, names(place.words()), option);
        }
    }

    /** One declaration for all places: they are many. */
    private void common(StringBuilder script) {
        for (Argument option : model.start().common()) {
            List<String> words = new ArrayList<>(model.start().words());
            for (CompletionModel.Place place : model.places()) {
                if (place.common().stream().anyMatch(common -> common.names().equals(option.names()))) {
                    words.addAll(place.words());
                }
            }
            option(script, model.start(), names(words), option);
        }
    }

    private static void option(StringBuilder script, CompletionModel.Place place, String names, Argument option) {
        script.append("complete -c totp -n '__totp_at ").append(names).append('\'');
        for (String name : option.names()) {
            script.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.takesNext()) {
            script.append(value(CompletionModel.kind(option.value())));
        }
        place.chapter()
                .explanation(place.section(), option)
                .ifPresent(means -> script.append(" -d ").append(quoted(means)));
        script.append('\n');
    }

    private static void parameters(StringBuilder script, CompletionModel.Place place) {
        List<String> kinds = place.parameters();
        for (int i = 0; i < kinds.size(); i++) {
            String more = place.repeated() && i + 1 == kinds.size() ? " more" : "";
            String values = value(kinds.get(i));
            if (kinds.get(i).equals(Value.Kind.TEXT.name().toLowerCase(Locale.ROOT))) {
                continue;
            }
            if (place.words().get(0).startsWith("help ") || isChoice(place)) {
                sections(script, place, i);
            } else {
                script.append("complete -c totp -n '__totp_at ")
                        .append(names(place.words()))
                        .append(' ');
                script.append(i)
                        .append(more)
                        .append('\'')
                        .append(values.replace(" -x", ""))
                        .append('\n');
            }
        }
    }

    /** Whether an action is to be named. */
    private static boolean isChoice(CompletionModel.Place place) {
        return !place.chapter().actions().isEmpty() && place.section().equals(Chapter.WHOLE);
    }

    private static void sections(StringBuilder script, CompletionModel.Place place, int position) {
        for (String section : place.chapter().sections()) {
            script.append("complete -c totp -n '__totp_at ")
                    .append(names(place.words()))
                    .append(' ')
                    .append(position);
            script.append("' -a ").append(section).append(" -d ");
            script.append(quoted(place.chapter().summary(section))).append('\n');
        }
    }

    private static String names(List<String> words) {
        return "\"" + String.join(",", words) + "\"";
    }

    /** How the values of a kind are found. */
    private static String value(String kind) {
        int colon = kind.indexOf(':');
        if (colon > 0) {
            return " -x -a " + quoted(kind.substring(colon + 1).replace(',', ' '));
        }
        return switch (kind) {
            case "file" -> " -r -F";
            case "text" -> " -x";
            default -> " -x -a '(__totp_offer " + kind + ")'";
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
