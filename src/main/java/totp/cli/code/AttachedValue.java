package totp.cli.code;

import java.util.Map;
import java.util.Objects;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Lets an option's optional value only ever be attached ({@code -w10}, {@code --wait=10}), so that {@code -w aws-root}
 * does not swallow the name. The value that stands for an absent one is the option's fallback value.
 */
final class AttachedValue implements IParameterPreprocessor {
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
