package totp.cli.session;

import java.util.Map;
import java.util.Objects;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Of an option whose value may be missing: the next word is never its value. */
final class OnlyAttached implements IParameterPreprocessor {
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
