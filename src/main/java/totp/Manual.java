package totp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import totp.cli.Pages;

/** Writes the manual pages and the completion scripts into a folder. A build starts it; nothing else does. */
final class Manual {
    private Manual() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        for (Map.Entry<String, String> page : Pages.all().entrySet()) {
            Path file = folder.resolve(page.getKey());
            Files.createDirectories(file.getParent());
            byte[] text = page.getValue().getBytes(StandardCharsets.UTF_8);
            Files.copy(new ByteArrayInputStream(text), file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
