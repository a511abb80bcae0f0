package totp.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.TypeConversionException;
import totp.cli.session.Command;
import totp.cli.session.CommonOptions;
import totp.cli.session.Output;
import totp.message.Catalogue;
import totp.message.Message;
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
        parser.setResourceBundle(new HelpTexts(output.language(), command.word()));
        output.drawn(parser.getUsageMessage(Ansi.OFF).stripTrailing());
    }

    static void program(Output output) {
        output.line(Message.of("cli.usage"));
        output.line("");
        output.line(Message.of("cli.what-totp-is"));
        output.line("");
        List<List<String>> rows = new ArrayList<>();
        for (Commands command : Commands.values()) {
            HelpTexts texts = new HelpTexts(output.language(), command.word());
            rows.add(List.of("  " + command.word(), texts.firstLine()));
        }
        output.table(rows);
        output.line("");
        output.line(Message.of("cli.help-explains"));
    }

    /**
     * The catalogue's texts under the names by which picocli looks for them: {@code help.code.next} is the option {@code --next}
     * of {@code code}, {@code help.vault} the option {@code --vault} of all commands, {@code help.code.about} what it does. Only
     * help asks for them; parsing does not.
     */
    private static final class HelpTexts extends ResourceBundle {
        private static final String ABOUT = "usage.description";

        private final Map<String, String> texts = new HashMap<>();

        HelpTexts(Catalogue language, String word) {
            for (String key : language.keys("help.")) {
                String[] parts = key.split("\\.", 3);
                if (parts.length == 2) {
                    texts.putIfAbsent(parts[1], language.find(key).orElseThrow());
                } else if (parts[1].equals(word)) {
                    texts.put(
                            parts[2].replaceFirst("^about", ABOUT),
                            language.find(key).orElseThrow());
                }
            }
        }

        /** What follows explains, for the command's own help. */
        String firstLine() {
            return Objects.requireNonNull(texts.getOrDefault(ABOUT, texts.get(ABOUT + ".0")), "every command has one");
        }

        @Override
        protected @Nullable Object handleGetObject(String key) {
            return texts.get(key);
        }

        @Override
        public Enumeration<String> getKeys() {
            return Collections.enumeration(texts.keySet());
        }
    }
}
