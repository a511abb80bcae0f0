package totp.cli.help;

import java.util.ArrayList;
import java.util.List;
import totp.cli.help.Lines.Row;
import totp.cli.session.Argument;
import totp.cli.session.CommonOptions;
import totp.cli.session.ExitCode;
import totp.cli.session.Syntax;

/**
 * The pages of {@code totp help}. They teach before they list: how a command is called, what it does, examples, its own options.
 * Printed here and not by picocli, whose way to do it takes as long as the rest of the run.
 */
public final class HelpPages {
    /** What is explained beside commands. */
    public static final List<String> TOPICS = List.of("options", "environment", "exit-codes");

    private static final int TITLE_COLUMNS = 10;

    private final int width;

    /** @param width of a line, in columns */
    public HelpPages(int width) {
        this.width = width;
    }

    /** All commands in their groups, whose titles stand on the left where there is room. */
    public String overview(List<Chapter> chapters) {
        Lines lines = new Lines(width);
        lines.paragraph(Texts.of("overview.usage"));
        lines.blank();
        List<Row> rows = new ArrayList<>();
        for (Group group : Group.values()) {
            boolean first = true;
            for (Chapter chapter : chapters) {
                if (chapter.group() == group && group != Group.HIDDEN) {
                    String title = padded(first ? group.title() : "", TITLE_COLUMNS);
                    rows.add(new Row(title + chapter.word(), chapter.summary(Chapter.WHOLE)));
                    first = false;
                }
            }
        }
        lines.rows(rows);
        lines.blank();
        Texts.all("overview.more").forEach(lines::paragraph);
        return lines.toString();
    }

    private static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - text.length()));
    }

    /** A command, or one of its sections. */
    public String command(Chapter chapter, String section) {
        Lines lines = new Lines(width);
        lines.paragraph("Usage: " + chapter.usage(section));
        lines.blank();
        chapter.about(section).forEach(lines::paragraph);
        examples(lines, chapter, section);
        arguments(lines, chapter, section);
        actions(lines, chapter, section);
        lines.blank();
        lines.paragraph(more(chapter, section));
        return lines.toString();
    }

    /** Where the rest is explained: options that go with a section alone, and those of all commands. */
    private static String more(Chapter chapter, String section) {
        StringBuilder more = new StringBuilder(Texts.of("more"));
        if (section.equals(Chapter.WHOLE) && chapter.actions().isEmpty()) {
            for (String other : chapter.sections()) {
                more.append(" totp help ")
                        .append(chapter.word())
                        .append(' ')
                        .append(other)
                        .append(',');
            }
        }
        return more + " totp help options.";
    }

    private static void examples(Lines lines, Chapter chapter, String section) {
        List<Row> rows = new ArrayList<>();
        for (Chapter.Example example : chapter.examples(section)) {
            rows.add(new Row("  " + example.line(), example.does()));
        }
        if (!rows.isEmpty()) {
            lines.blank();
            lines.paragraph("Examples:");
            lines.rows(rows);
        }
    }

    private static void arguments(Lines lines, Chapter chapter, String section) {
        List<Argument> arguments = new ArrayList<>(chapter.arguments(section));
        arguments.removeIf(Argument::isAction);
        if (!arguments.isEmpty()) {
            lines.blank();
            lines.paragraph("Options:");
            lines.rows(rows(chapter, section, arguments));
        }
    }

    private static void actions(Lines lines, Chapter chapter, String section) {
        if (!section.equals(Chapter.WHOLE) || chapter.actions().isEmpty()) {
            return;
        }
        lines.blank();
        List<Row> rows = new ArrayList<>();
        lines.paragraph("Actions (totp help " + chapter.word() + " ACTION):");
        for (String action : chapter.sections()) {
            rows.add(new Row("  " + action, chapter.summary(action)));
        }
        lines.rows(rows);
    }

    private static List<Row> rows(Chapter chapter, String section, List<Argument> arguments) {
        boolean shorts = arguments.stream()
                .anyMatch(argument ->
                        argument.isOption() && !argument.names().get(0).startsWith("--"));
        List<Row> parameters = new ArrayList<>();
        List<Row> options = new ArrayList<>();
        for (Argument argument : arguments) {
            String means = chapter.explanation(section, argument).orElse("");
            if (argument.isOption()) {
                options.add(new Row(names(argument, shorts), means));
            } else {
                parameters.add(new Row("  " + argument.label(), means));
            }
        }
        parameters.addAll(options);
        return parameters;
    }

    /** @param shorts whether there is room for a short name before the long one */
    private static String names(Argument option, boolean shorts) {
        boolean only = option.names().get(0).startsWith("--");
        return (only && shorts ? "      " : "  ") + String.join(", ", option.names()) + values(option);
    }

    /** What stands behind the name: {@code =FILE}, {@code [=SEC]}, {@code =FILE FILE FILE}. */
    static String values(Argument option) {
        if (option.valuesMax() == 0) {
            return "";
        }
        String first = option.valuesMin() == 0 ? "[=" + option.label() + "]" : "=" + option.label();
        return first + (" " + option.label()).repeat(option.valuesMax() - 1);
    }

    /** One of the topics. */
    public String topic(String topic) {
        return switch (topic) {
            case "options" -> options();
            case "environment" -> environment();
            case "exit-codes" -> exitCodes();
            default -> throw new IllegalArgumentException(topic);
        };
    }

    /** The options that every command takes. */
    private String options() {
        Lines lines = new Lines(width);
        lines.paragraph(Texts.of("options.about"));
        Chapter all = everyCommand();
        lines.blank();
        lines.rows(rows(all, Chapter.WHOLE, all.common()));
        lines.blank();
        Texts.all("options.opening").forEach(lines::paragraph);
        return lines.toString();
    }

    /** What all commands have. */
    static Chapter everyCommand() {
        return new Chapter("totp", List.of(), Group.HIDDEN, Opening.OPENED, HelpPages::commonOptions);
    }

    private static Syntax commonOptions() {
        Syntax syntax = new Syntax("totp");
        new CommonOptions().declare(syntax);
        return syntax;
    }

    /** The variables that are read and the files that are written. */
    private String environment() {
        Lines lines = new Lines(width);
        lines.paragraph(Texts.of("environment.about"));
        lines.rows(rowsOf(Surroundings.variables()));
        lines.blank();
        lines.paragraph(Texts.of("files.about"));
        lines.rows(rowsOf(Surroundings.files()));
        return lines.toString();
    }

    private static List<Row> rowsOf(List<Surroundings.Thing> things) {
        return things.stream()
                .map(thing -> new Row("  " + thing.name(), thing.means()))
                .toList();
    }

    /** How commands end, for scripts. */
    private String exitCodes() {
        Lines lines = new Lines(width);
        lines.paragraph(Texts.of("exit-codes.about"));
        List<Row> rows = new ArrayList<>();
        for (ExitCode code : ExitCode.values()) {
            String number = Integer.toString(code.number());
            rows.add(new Row(" ".repeat(5 - number.length()) + number, code.meaning()));
        }
        lines.rows(rows);
        return lines.toString();
    }
}
