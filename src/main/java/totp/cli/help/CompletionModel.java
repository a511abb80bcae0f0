package totp.cli.help;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import totp.cli.session.Argument;
import totp.cli.session.Value;

/** The commands as a shell needs them that completes: for every place of a command line what may stand there. */
final class CompletionModel {
    private final List<Chapter> chapters;

    CompletionModel(List<Chapter> chapters) {
        this.chapters = chapters;
    }

    /**
     * Behind a command, or behind a command and its action.
     *
     * @param words that lead here: {@code key add}; the first is any of several that mean the same
     * @param common those of the options that all commands have
     * @param parameters the kinds of the values that follow, the last of them as often as it is repeated
     */
    record Place(
            Chapter chapter,
            String section,
            List<String> words,
            List<Argument> options,
            List<Argument> common,
            List<String> parameters,
            boolean repeated) {}

    /** Where the command itself is to be named. */
    Place start() {
        return new Place(
                HelpPages.everyCommand(),
                Chapter.WHOLE,
                List.of(""),
                List.of(),
                HelpPages.everyCommand().common(),
                List.of("words:" + commands()),
                false);
    }

    private String commands() {
        return chapters.stream().map(Chapter::word).collect(Collectors.joining(","));
    }

    List<Chapter> chapters() {
        return chapters;
    }

    List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (Chapter chapter : chapters) {
            List<String> words = new ArrayList<>(List.of(chapter.word()));
            words.addAll(chapter.aliases());
            if (chapter.actions().isEmpty()) {
                places.add(place(chapter, Chapter.WHOLE, words, chapter.all()));
                continue;
            }
            List<Argument> whole = new ArrayList<>(chapter.arguments(Chapter.WHOLE));
            places.add(place(chapter, Chapter.WHOLE, words, whole));
            for (String action : chapter.actions()) {
                places.add(place(chapter, action, List.of(chapter.word() + " " + action), chapter.arguments(action)));
            }
        }
        for (Chapter chapter : chapters) {
            if (!chapter.sections().isEmpty()) {
                places.add(new Place(
                        chapter,
                        Chapter.WHOLE,
                        List.of("help " + chapter.word()),
                        List.of(),
                        List.of(),
                        List.of("words:" + String.join(",", chapter.sections())),
                        false));
            }
        }
        return places;
    }

    private Place place(Chapter chapter, String section, List<String> words, List<Argument> arguments) {
        List<Argument> options = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        boolean repeated = false;
        for (Argument argument : arguments) {
            if (argument.isOption()) {
                options.add(argument);
            } else {
                parameters.add(chapter.word().equals("help") ? helped(parameters.size()) : kind(argument.value()));
                repeated = argument.valuesMax() > 1;
            }
        }
        return new Place(chapter, section, words, options, chapter.common(), parameters, repeated);
    }

    /** What can be explained. */
    private String helped(int position) {
        return position == 0 ? "words:" + commands() + "," + String.join(",", HelpPages.TOPICS) : "text";
    }

    /** A word for what a value is; for a list of words they follow it. */
    static String kind(Value value) {
        return value.kind() == Value.Kind.WORDS
                ? "words:" + String.join(",", value.words().get())
                : value.kind().name().toLowerCase(Locale.ROOT);
    }

    /** A function of sh that sets what may stand at a place: {@code flags}, {@code valued}, {@code parameters}. */
    void functions(StringBuilder script) {
        script.append("_totp_model() {\n  flags='' valued='' parameters='' repeated=''\n  case $1 in\n");
        append(script, start());
        places().forEach(place -> append(script, place));
        script.append("    *) return 1 ;;\n  esac\n}\n");
    }

    /** Its own options, and the common ones. */
    static List<Argument> both(Place place) {
        List<Argument> both = new ArrayList<>(place.options());
        both.addAll(place.common());
        return both;
    }

    private static void append(StringBuilder script, Place place) {
        String words = place.words().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" | "));
        List<String> flags = new ArrayList<>();
        List<String> valued = new ArrayList<>();
        for (Argument option : both(place)) {
            for (String name : option.names()) {
                if (option.takesNext()) {
                    valued.add(name + "=" + kind(option.value()));
                } else {
                    flags.add(name);
                }
            }
        }
        script.append("    ").append(words).append(")\n");
        script.append("      flags='").append(String.join(" ", flags)).append("'\n");
        script.append("      valued='").append(String.join(" ", valued)).append("'\n");
        script.append("      parameters='")
                .append(String.join(" ", place.parameters()))
                .append("'\n");
        script.append(place.repeated() ? "      repeated=yes\n" : "").append("      ;;\n");
    }

    /** A function of sh that sets {@code meaning} to what an option, a command or an action is for. */
    void meanings(StringBuilder script) {
        script.append("_totp_meaning() {\n  case $1 in\n");
        for (Chapter chapter : chapters) {
            meaning(script, " " + chapter.word(), chapter.summary(Chapter.WHOLE));
            for (String section : chapter.sections()) {
                meaning(script, chapter.word() + " " + section, chapter.summary(section));
            }
        }
        for (Place place : places()) {
            for (Argument option : place.options()) {
                String means =
                        place.chapter().explanation(place.section(), option).orElse("");
                for (String name : option.names()) {
                    meaning(script, place.words().get(0) + " " + name, means);
                }
            }
        }
        Place start = start();
        for (Argument option : start.common()) {
            for (String name : option.names()) {
                String means =
                        start.chapter().explanation(start.section(), option).orElse("");
                script.append("    *' ")
                        .append(name)
                        .append("') meaning=")
                        .append(quoted(means))
                        .append(" ;;\n");
            }
        }
        script.append("    *) meaning='' ;;\n  esac\n}\n");
    }

    private static void meaning(StringBuilder script, String of, String means) {
        script.append("    '")
                .append(of)
                .append("') meaning=")
                .append(quoted(means))
                .append(" ;;\n");
    }

    /** In single quotes, as all these shells take it. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
