package totp.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.TypeConversionException;
import totp.cli.session.Columns;
import totp.cli.session.Command;
import totp.cli.session.CommonOptions;
import totp.cli.session.Output;
import totp.otp.Scheme;

/** Help texts, made from the same declarations that the parser works with. */
final class Usage {
    private static final int WIDTH = 100;

    private Usage() {}

    /** A parser for one command; words are taken as they are: no {@code @files}, no variables, no abbreviations. */
    static CommandLine parser(String word, Command command, CommonOptions common) {
        CommandLine parser = new CommandLine(command);
        parser.getCommandSpec().name("totp " + word);
        parser.addMixin("common", common);
        parser.setExpandAtFiles(false);
        parser.setInterpolateVariables(false);
        parser.setUsageHelpWidth(WIDTH);
        parser.registerConverter(Scheme.class, Usage::scheme);
        return parser;
    }

    private static Scheme scheme(String word) {
        return Scheme.named(word).orElseThrow(() -> new TypeConversionException("no such type"));
    }

    static void command(Output output, Commands command) {
        CommandLine parser = parser(command.word(), command.make(), new CommonOptions());
        output.line(parser.getUsageMessage(Ansi.OFF).stripTrailing());
    }

    static void program(Output output) {
        output.line("usage: totp [OPTIONS] COMMAND [ARGUMENTS]");
        output.line("");
        output.line("One-time passwords from an encrypted file.");
        output.line("");
        List<List<String>> rows = new ArrayList<>();
        for (Commands command : Commands.values()) {
            CommandLine parser = parser(command.word(), command.make(), new CommonOptions());
            String[] description = parser.getCommandSpec().usageMessage().description();
            rows.add(List.of("  " + command.word(), description[0])); // what follows explains, for its own help
        }
        Columns.align(rows).forEach(output::line);
        output.line("");
        output.line("totp help COMMAND explains one of them.");
    }
}
