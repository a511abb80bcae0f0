package totp.cli.transfer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.ProvisionalFiles;
import totp.cli.session.QrOnTerminal;
import totp.cli.session.Session;
import totp.crypto.Secret;
import totp.message.Message;
import totp.qr.PictureException;
import totp.qr.QrDrawing;
import totp.transfer.Lines;
import totp.vault.PrivateFile;
import totp.vault.VaultException;

/** The parts of an export for Google Authenticator: pictures, codes on the terminal, or the URIs that they hold. */
final class MigrationCodes {
    private static final String PICTURE = ".png";

    private final Session session;

    MigrationCodes(Session session) {
        this.session = session;
    }

    static boolean isPicture(String output) {
        return output.toLowerCase(Locale.ROOT).endsWith(PICTURE);
    }

    /** @param output a name that ends in .png, of which each of several parts gets a number; another file; or - */
    void write(List<Secret> parts, String output) throws Failure, VaultException {
        if (isPicture(output)) {
            pictures(parts, output);
        } else if (!output.equals("-")) {
            try (Lines lines = new Lines()) {
                parts.forEach(lines::add);
                try (Secret whole = lines.take()) {
                    PrivateFile.create(Path.of(output), whole);
                }
            }
        } else if (session.host().outIsTerminal().get()) {
            for (int i = 0; i < parts.size(); i++) {
                if (parts.size() > 1) {
                    session.output().line(Message.of("transfer.part-of", i + 1, parts.size()));
                }
                QrOnTerminal.show(session, drawing(parts.get(i)));
            }
        } else {
            parts.forEach(session.output()::line);
        }
    }

    /** All of them or none. */
    private void pictures(List<Secret> parts, String output) throws Failure, VaultException {
        List<Path> names = new ArrayList<>();
        String stem = output.substring(0, output.length() - PICTURE.length());
        for (int i = 0; i < parts.size(); i++) {
            Path name = Path.of(parts.size() == 1 ? output : stem + "-" + (i + 1) + PICTURE);
            ProvisionalFiles.checkFree(name);
            names.add(name);
        }
        try (ProvisionalFiles files = new ProvisionalFiles(session.host().machine())) {
            for (int i = 0; i < parts.size(); i++) {
                try (Secret png = Secret.adopt(png(parts.get(i)))) {
                    files.create(names.get(i), png);
                }
            }
            files.complete(names::size);
        }
        names.forEach(name -> session.output().note(Message.of("transfer.wrote", name)));
    }

    private static byte[] png(Secret uri) throws Failure {
        try {
            return drawing(uri).png();
        } catch (PictureException e) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("transfer.part-cannot-drawn", e.message())).because(e);
        }
    }

    private static QrDrawing drawing(Secret uri) throws Failure {
        try {
            return QrDrawing.of(uri.use(bytes -> new String(bytes, StandardCharsets.US_ASCII)));
        } catch (PictureException e) {
            throw new Failure(
                            ExitCode.BAD_INPUT,
                            Message.of("transfer.part-cannot-drawn", e.message()),
                            Message.of("transfer.export-fewer-accounts"))
                    .because(e);
        }
    }
}
