package totp.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import totp.cli.help.Chapter;
import totp.cli.session.Argument;
import totp.cli.session.CommonOptions;
import totp.cli.session.Failure;
import totp.cli.session.MisplacedException;
import totp.cli.session.Nearest;
import totp.cli.session.SecretArguments;
import totp.cli.session.ShellWords;
import totp.cli.session.Syntax;
import totp.message.Message;

/**
 * What is said of a command line that is not understood, and what may have been meant. In our own words, since the parser's repeat
 * what was typed, which may be a seed that nobody recognised. Nothing is opened to find out.
 */
final class UsageErrors {
    private UsageErrors() {}

    /**
     * A first word that is no command.
     *
     * @param next the word behind it, or nothing
     */
    static Failure noCommand(String word, String next) {
        if (SecretArguments.mightBeSecret(word)) {
            return Failure.usage(Message.of("cli.no-such-command"), Message.of("cli.totp-help-lists"));
        }
        Message what = Message.of("cli.no-command", word);
        Optional<String> other = Synonyms.command(word);
        if (other.isPresent()) {
            return Failure.usage(what, Message.of("cli.here-it-is", other.get()));
        }
        List<String> words = new ArrayList<>();
        for (Commands command : Commands.values()) {
            if (command.isForPeople()) {
                words.add(command.word());
            }
        }
        Optional<String> near = Nearest.of(word, words);
        if (near.isPresent()) {
            boolean whole = next.isEmpty() || next.startsWith("-") || SecretArguments.mightBeSecret(next);
            return Failure.usage(
                    what, Message.of("cli.did-you-mean", "totp " + near.get() + (whole ? "" : " " + quoted(next))));
        }
        return Failure.usage(what, Message.of("cli.code-of-account", quoted(word)), Message.of("cli.totp-help-lists"));
    }

    private static String quoted(String word) {
        return ShellWords.quoted(word);
    }

    /** An action that a command does not have. */
    static Failure noAction(Commands command, Chapter chapter, String action) {
        String word = command.word();
        Message what =
                SecretArguments.mightBeSecret(action) || chapter.sections().isEmpty()
                        ? Message.of("cli.too-many-arguments")
                        : Message.of("cli.no-action", word, action);
        Optional<String> near = Nearest.of(action, chapter.sections());
        return Failure.usage(
                what,
                near.isPresent()
                        ? Message.of("cli.did-you-mean", "totp help " + word + " " + near.get())
                        : Message.of("cli.totp-help-explains", word));
    }

    /** An option that stands before the command and is none that may. */
    static Failure unknownOption(String name) {
        List<String> known = new ArrayList<>(CommonOptions.WITH_VALUE);
        known.addAll(CommonOptions.FLAGS);
        known.add("--help");
        return Failure.usage(
                unknown(name), meant(name, known).orElseGet(() -> Message.of("cli.totp-help-lists-commands")));
    }

    /** What is wrong with the options and arguments of a command. */
    static Failure of(ParameterException e, Commands command, Syntax syntax, List<String> words) {
        String called = called(command, syntax, words);
        Message explains = Message.of("cli.totp-help-explains", called);
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            Optional<String> copying =
                    words.stream().filter(UsageErrors::isCopyWithSeconds).findFirst();
            if (copying.isPresent() && command == Commands.CODE) {
                return Failure.usage(unknown(copying.get()), Message.of("cli.copy-and-print-takes-no-seconds"));
            }
            if (command == Commands.AWS && words.get(0).equals("exec") && !words.contains("--")) {
                return Failure.usage(unmatched(first), Message.of("cli.command-behind-dashes"));
            }
            return Failure.usage(unmatched(first), hint(first, syntax, words).orElse(explains));
        }
        if (e instanceof MisplacedException misplaced) {
            return Failure.usage(
                    Message.of("cli.option-of-other-action", nameOf(misplaced.getArgSpec()), called), explains);
        }
        return Failure.usage(explain(e), meantValue(e).orElse(explains));
    }

    /** The command, with its action if there is one among the words. */
    private static String called(Commands command, Syntax syntax, List<String> words) {
        return words.stream()
                .filter(syntax.actions()::contains)
                .findFirst()
                .map(action -> command.word() + " " + action)
                .orElse(command.word());
    }

    /** One of the words that may stand there, if what was typed is nearly one. */
    private static Optional<Message> meantValue(ParameterException e) {
        String value = e.getValue();
        if (value == null || e.getArgSpec() == null || SecretArguments.mightBeSecret(value)) {
            return Optional.empty();
        }
        return Nearest.of(value, words(e.getArgSpec())).map(near -> Message.of("cli.did-you-mean", near));
    }

    /** {@code -C5}, of which the parser would name only the digits. */
    private static boolean isCopyWithSeconds(String word) {
        return word.matches("-C[0-9]{1,4}");
    }

    private static Message unmatched(String first) {
        if (!first.startsWith("-") || first.length() == 1) {
            return Message.of("cli.too-many-arguments");
        }
        // The whole, since a part of a seed would go unrecognised.
        return first.contains("=") && SecretArguments.mightBeSecret(first.replace("=", ""))
                ? Message.of("cli.unknown-option")
                : unknown(first.split("=", 2)[0]);
    }

    private static Optional<Message> hint(String first, Syntax syntax, List<String> words) {
        List<String> names = new ArrayList<>();
        for (Argument argument : syntax.arguments()) {
            names.addAll(argument.names());
            for (String name : argument.names()) {
                int at = words.indexOf(name);
                boolean apart = argument.isOption() && argument.valuesMin() == 0 && argument.valuesMax() == 1;
                if (apart && at >= 0 && at + 1 < words.size() && isNumber(words.get(at + 1))) {
                    String separator = name.startsWith("--") ? "=" : "";
                    return Optional.of(Message.of("cli.seconds-attached", name + separator + words.get(at + 1)));
                }
            }
        }
        return meant(first.split("=", 2)[0], names);
    }

    private static boolean isNumber(String word) {
        return word.matches("[0-9]{1,9}");
    }

    private static Optional<Message> meant(String name, List<String> known) {
        if (!name.startsWith("--") || isSecret(name)) {
            return Optional.empty();
        }
        Optional<String> other = Synonyms.option(name, known);
        if (other.isPresent()) {
            return Optional.of(Message.of("cli.here-it-is-option", other.get()));
        }
        List<String> longNames =
                known.stream().filter(option -> option.startsWith("--")).toList();
        return Nearest.of(name, longNames).map(near -> Message.of("cli.did-you-mean", near));
    }

    private static Message unknown(String name) {
        return isSecret(name) ? Message.of("cli.unknown-option") : Message.of("cli.unknown-option-2", name);
    }

    private static boolean isSecret(String name) {
        String word = name.replaceFirst("^-+", "");
        return word.contains("-") ? SecretArguments.isLikelySecret(word) : SecretArguments.mightBeSecret(word);
    }

    private static Message explain(ParameterException e) {
        if (e instanceof OverwrittenOptionException overwritten) {
            return Message.of("cli.option-given-twice", nameOf(overwritten.getOverwritten()));
        }
        if (e instanceof MissingParameterException missing) {
            ArgSpec spec = missing.getMissing().isEmpty()
                    ? missing.getArgSpec()
                    : missing.getMissing().get(0);
            if (spec.isOption()) {
                return Message.of("cli.option-needs-value", nameOf(spec));
            }
            return words(spec).isEmpty()
                    ? Message.of("cli.missing", spec.paramLabel())
                    : Message.of("cli.missing-one-of", spec.paramLabel(), String.join(", ", words(spec)));
        }
        String name = nameOf(e.getArgSpec());
        List<String> words = e.getArgSpec() == null ? List.of() : words(e.getArgSpec());
        return words.isEmpty()
                ? Message.of("cli.invalid-value", name)
                : Message.of("cli.invalid-value-use", name, String.join(", ", words));
    }

    private static String nameOf(ArgSpec spec) {
        return spec instanceof OptionSpec option ? option.longestName() : spec.paramLabel();
    }

    /** Those that it may have, if there are only so many. */
    private static List<String> words(ArgSpec spec) {
        List<String> words = new ArrayList<>();
        if (spec.type().isEnum()) {
            for (Object value : spec.type().getEnumConstants()) {
                words.add(value.toString());
            }
        }
        return words;
    }
}
