package totp.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import totp.cli.session.CommonOptions;
import totp.cli.session.Output;
import totp.cli.session.Syntax;
import totp.message.Catalogue;
import totp.message.Message;

/**
 * Help texts, made from the declarations that the parser works with. The texts are the catalogue's: {@code help.code.next} for
 * the option {@code --next} of {@code code}, {@code help.vault} for {@code --vault} of all commands, {@code help.code.about} for
 * what it does. Printed here and not by picocli, whose way to do it takes as long as the rest of the run.
 */
final class Usage {
    private static final int WIDTH = 100;

    /** Where the explanations begin; a name that is longer has a line for itself. */
    private static final int COLUMN = 27;

    private Usage() {}

    /** Explains a command. */
    static void command(Output output, Commands command, Syntax syntax) {
        StringBuilder text = new StringBuilder("Usage: totp ").append(command.word());
        List<String> rows = new ArrayList<>();
        List<String> common = new ArrayList<>();
        for (OptionSpec option : syntax.spec().options()) {
            boolean ofAll = CommonOptions.has(option.longestName());
            (ofAll ? common : rows).add(row(output.language(), command, names(option), key(option)));
        }
        if (!rows.isEmpty()) {
            text.append(" [OPTION]...");
        }
        int first = 0;
        for (PositionalParamSpec parameter : syntax.spec().positionalParameters()) {
            String label = label(parameter);
            text.append(' ').append(label);
            rows.add(first++, row(output.language(), command, "      " + label, key(parameter)));
        }
        text.append('\n');
        for (String line : about(output.language(), command)) {
            append(text, line, 0);
        }
        rows.forEach(text::append);
        if (!rows.isEmpty()) {
            text.append('\n');
        }
        common.forEach(text::append);
        output.drawn(text.toString().stripTrailing());
    }

    /** Lists the commands. */
    static void program(Output output) {
        output.line(Message.of("cli.usage"));
        output.line("");
        output.line(Message.of("cli.what-totp-is"));
        output.line("");
        List<List<String>> rows = new ArrayList<>();
        for (Commands command : Commands.values()) {
            if (!command.isForPeople()) {
                continue;
            }
            rows.add(List.of(
                    "  " + command.word(), about(output.language(), command).get(0)));
        }
        output.table(rows);
        output.line("");
        output.line(Message.of("cli.help-explains"));
    }

    /** The name of the text that explains an option or a parameter. */
    static String key(ArgSpec argument) {
        if (argument instanceof OptionSpec option) {
            String name = option.longestName();
            return name.substring(name.startsWith("--") ? 2 : 1);
        }
        return argument.paramLabel();
    }

    /** The text of a command, or of all; empty if nobody wrote one. */
    static Optional<String> explanation(Catalogue language, Commands command, String key) {
        return language.find("help." + command.word() + "." + key).or(() -> language.find("help." + key));
    }

    /** What it does; the first line stands in the list of commands as well. */
    static List<String> about(Catalogue language, Commands command) {
        String key = "help." + command.word() + ".about";
        List<String> lines = new ArrayList<>(language.find(key).stream().toList());
        Optional<String> next = language.find(key + ".0");
        while (next.isPresent()) {
            lines.add(next.get());
            next = language.find(key + "." + lines.size());
        }
        return lines;
    }

    private static String names(OptionSpec option) {
        StringBuilder names = new StringBuilder(option.names()[0].startsWith("--") ? "      " : "  ");
        for (int i = 0; i < option.names().length; i++) {
            names.append(i == 0 ? "" : ", ").append(option.names()[i]);
        }
        if (option.arity().max() > 0) {
            String label = option.paramLabel();
            names.append(option.arity().min() == 0 ? "[=" + label + "]" : "=" + label);
            for (int i = 1; i < option.arity().max(); i++) {
                names.append(' ').append(label);
            }
        }
        return names.toString();
    }

    private static String label(PositionalParamSpec parameter) {
        String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
        return parameter.required() ? label : "[" + label + "]";
    }

    private static String row(Catalogue language, Commands command, String names, String key) {
        StringBuilder row = new StringBuilder(names);
        if (names.length() > COLUMN - 2) {
            row.append('\n').append(" ".repeat(COLUMN));
        } else {
            row.append(" ".repeat(COLUMN - names.length()));
        }
        append(row, explanation(language, command, key).orElse(""), COLUMN);
        return row.toString();
    }

    /** Appends words and breaks the line where they would leave it; {@code indent} is where the first one stands already. */
    private static void append(StringBuilder text, String words, int indent) {
        int room = WIDTH - indent;
        boolean begun = false;
        for (String word : words.split(" ", -1)) {
            if (begun && word.length() + 1 > room) {
                text.append('\n').append(" ".repeat(indent));
                room = WIDTH - indent;
                begun = false;
            }
            text.append(begun ? " " : "").append(word);
            room -= word.length() + (begun ? 1 : 0);
            begun = true;
        }
        text.append('\n');
    }
}
