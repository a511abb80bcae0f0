package totp.aws;

import java.util.List;
import java.util.Optional;

/** This program as another profile's {@code credential_process}: to run it would ask the same question again, for ever. */
final class OwnProcess {
    private OwnProcess() {}

    /** The profile that {@code totp aws credentials} is to be asked for; empty for another program. */
    static Optional<String> profile(List<String> words) {
        if (words.size() < 3
                || !isTotp(words.get(0))
                || !words.get(1).equals("aws")
                || !words.get(2).equals("credentials")) {
            return Optional.empty();
        }
        for (int i = 3; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("--profile=")) {
                return Optional.of(word.substring("--profile=".length()));
            }
            if (word.equals("--profile") && i + 1 < words.size()) {
                return Optional.of(words.get(i + 1));
            }
            if (!word.startsWith("-")) {
                return Optional.of(word);
            }
        }
        return Optional.of("default");
    }

    private static boolean isTotp(String program) {
        return program.substring(program.lastIndexOf('/') + 1).equals("totp");
    }
}
