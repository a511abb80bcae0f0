package totp.transfer;

import totp.otp.KeyUri;

/** What the QR codes of Google Authenticator's export say, one a line; they come as pictures, too. */
final class GoogleImporter implements Importer {
    @Override
    public String format() {
        return "google";
    }

    @Override
    public boolean recognises(Content content) throws TransferException {
        return !CsvImporter.isTable(content)
                && content.anyLine(GoogleMigration::looksLike)
                && !content.anyLine(line -> KeyUri.looksLike(line) && !GoogleMigration.looksLike(line));
    }

    @Override
    public void read(Content content, Passwords passwords, Harvest harvest) throws TransferException {
        UriLines.read(content, harvest);
    }
}
