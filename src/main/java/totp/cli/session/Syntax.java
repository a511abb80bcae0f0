package totp.cli.session;

import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Stack;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;
import totp.otp.Scheme;

/**
 * What a command takes: its options and parameters, declared once, in code. Parsing, help, completion and manual pages read this
 * one model. In code and not in annotations, since reading those costs a third of the start of a command that derives no key.
 *
 * <p>Every declaration names what is done with a value that was given; nothing is done for one that was not.
 */
public final class Syntax {
    private final CommandSpec spec = CommandSpec.create();
    private final IdentityHashMap<ArgSpec, Consumer<?>> actions = new IdentityHashMap<>();
    private int position;

    /** @param name of the command, as users call it */
    public Syntax(String name) {
        spec.name(name);
    }

    /** The declarations, for who explains them. */
    public CommandSpec spec() {
        return spec;
    }

    /** An option without a value. */
    public void flag(Runnable given, String... names) {
        add(OptionSpec.builder(names).type(boolean.class), ignored -> given.run());
    }

    /** An option that asks for help: with it nothing else is demanded. */
    public void help(Runnable given, String... names) {
        add(OptionSpec.builder(names).type(boolean.class).usageHelp(true), ignored -> given.run());
    }

    /** An option that asks for the version: with it nothing else is demanded. */
    public void version(Runnable given, String... names) {
        add(OptionSpec.builder(names).type(boolean.class).versionHelp(true), ignored -> given.run());
    }

    /**
     * An option with a value.
     *
     * @param type of the value; the words of an enum are spelled as its constants are
     */
    public <T> void option(Class<T> type, String label, Consumer<T> given, String... names) {
        add(OptionSpec.builder(names).type(type).paramLabel(label), given);
    }

    /** An option that may be given several times. */
    public void repeated(String label, Consumer<List<String>> given, String... names) {
        add(
                OptionSpec.builder(names)
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .paramLabel(label),
                given);
    }

    /** An option that is followed by so many files. */
    public void files(int count, String label, Consumer<List<Path>> given, String... names) {
        add(
                OptionSpec.builder(names)
                        .type(List.class)
                        .auxiliaryTypes(Path.class)
                        .arity(String.valueOf(count))
                        .paramLabel(label),
                given);
    }

    /**
     * An option whose value may be missing, and is only ever attached ({@code -w10}, {@code --wait=10}), so that
     * {@code -w aws-root} does not swallow the name.
     *
     * @param absent stands for the value where there is none
     */
    public void attached(String label, int absent, Consumer<Integer> given, String... names) {
        add(
                OptionSpec.builder(names)
                        .type(Integer.class)
                        .arity("0..1")
                        .paramLabel(label)
                        .fallbackValue(String.valueOf(absent))
                        .preprocessor(new OnlyAttached()),
                given);
    }

    /** The next parameter, which must be given. */
    public <T> void parameter(Class<T> type, String label, Consumer<T> given) {
        add(next().type(type).arity("1").required(true).paramLabel(label), given);
    }

    /** The next parameter, which may be left out. */
    public <T> void optionalParameter(Class<T> type, String label, Consumer<T> given) {
        add(next().type(type).arity("0..1").required(false).paramLabel(label), given);
    }

    /**
     * All parameters, as one list.
     *
     * @param needed whether there must be one at least
     */
    public void parameters(String label, boolean needed, Consumer<List<String>> given) {
        add(
                PositionalParamSpec.builder()
                        .index("0..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity(needed ? "1..*" : "0..*")
                        .required(needed)
                        .paramLabel(label),
                given);
    }

    /**
     * Reads the words of a call. They are taken as they are: no {@code @files}, no variables, no abbreviations.
     *
     * @throws CommandLine.ParameterException if they do not agree with what is declared; nothing was done with any then
     */
    public void read(List<String> words) {
        CommandLine parser = new CommandLine(spec);
        parser.setExpandAtFiles(false);
        parser.setInterpolateVariables(false);
        parser.registerConverter(Scheme.class, Syntax::scheme);
        parser.parseArgs(words.toArray(new String[0]));
        for (ArgSpec argument : spec.args()) {
            Object value = argument.getValue();
            if (value != null) {
                act(argument, value);
            }
        }
    }

    @SuppressWarnings("unchecked") // the parser made the value of the type that stands beside the action
    private <T> void act(ArgSpec argument, T value) {
        ((Consumer<T>) Objects.requireNonNull(actions.get(argument), "declared here")).accept(value);
    }

    private PositionalParamSpec.Builder next() {
        return PositionalParamSpec.builder().index(String.valueOf(position++));
    }

    private void add(OptionSpec.Builder declared, Consumer<?> given) {
        OptionSpec option = declared.build();
        spec.addOption(option);
        actions.put(option, given);
    }

    private void add(PositionalParamSpec.Builder declared, Consumer<?> given) {
        PositionalParamSpec parameter = declared.build();
        spec.addPositional(parameter);
        actions.put(parameter, given);
    }

    private static Scheme scheme(String word) {
        return Scheme.named(word).orElseThrow(() -> new TypeConversionException("no such type"));
    }

    private static final class OnlyAttached implements IParameterPreprocessor {
        @Override
        @SuppressWarnings("JdkObsolete") // picocli's interface
        public boolean preprocess(
                Stack<String> arguments, CommandSpec command, ArgSpec option, @Nullable Map<String, Object> info) {
            boolean attached = info != null && !" ".equals(info.get("separator"));
            if (!attached) {
                arguments.push(Objects.requireNonNull(((OptionSpec) option).fallbackValue()));
            }
            return false;
        }
    }
}
