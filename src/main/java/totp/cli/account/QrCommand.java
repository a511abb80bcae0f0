package totp.cli.account;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import totp.cli.session.AccountFormat;
import totp.cli.session.Command;
import totp.cli.session.Exclusive;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.ProvisionalFiles;
import totp.cli.session.QrOnTerminal;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.qr.PictureException;
import totp.qr.QrDrawing;
import totp.vault.PrivateFile;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class QrCommand implements Command {
    String name = "";

    @Nullable
    Path png;

    @Nullable
    Path svg;

    boolean exact;

    @Override
    public void declare(Syntax syntax) {
        syntax.parameter(Value.ACCOUNT, "NAME", given -> name = given);
        syntax.option(Path.class, "FILE", given -> png = given, "--png");
        syntax.option(Path.class, "FILE", given -> svg = given, "--svg");
        syntax.flag(() -> exact = true, "-x", "--exact");
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        new Exclusive()
                .option("--png", png != null)
                .option("--svg", svg != null)
                .check();
        if (Path.of("-").equals(png) || Path.of("-").equals(svg)) {
            throw Failure.usage(Message.of("account.png-svg-take-name"));
        }
        ProvisionalFiles.checkFree(png);
        ProvisionalFiles.checkFree(svg);
        VaultAccess access = new VaultAccess(session);
        try (Vault vault = access.open()) {
            Account account = access.find(vault, name, exact);
            session.confirm(Message.of("account.show-secret-qr-code", account.name()));
            try (Secret uri = AccountFormat.uri(account)) {
                draw(session, uri.use(bytes -> QrDrawing.of(new String(bytes, StandardCharsets.US_ASCII))));
            } catch (PictureException e) {
                throw new Failure(ExitCode.BAD_INPUT, Message.of("account.key-uri-cannot-drawn", e.message()));
            }
        }
    }

    private void draw(Session session, QrDrawing drawing) throws Failure, VaultException, PictureException {
        if (png != null) {
            write(png, Secret.adopt(drawing.png()));
        } else if (svg != null) {
            write(svg, Secret.adopt(drawing.svg().getBytes(StandardCharsets.US_ASCII)));
        } else {
            QrOnTerminal.show(session, drawing);
        }
    }

    private static void write(Path file, Secret content) throws VaultException {
        try (content) {
            PrivateFile.create(file, content);
        }
    }
}
