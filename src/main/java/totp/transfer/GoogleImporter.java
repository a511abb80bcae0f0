package totp.transfer;

/** What the QR codes of Google Authenticator's export say, one a line; they come as pictures, too. */
final class GoogleImporter implements Importer {
    @Override
    public String format() {
        return "google";
    }

    @Override
    public boolean recognises(Content content) throws TransferException {
        return content.json() == null
                && !CsvImporter.isTable(content)
                && content.anyLine(line -> !line.use(UriLines::isComment) && KeyUriFinder.isIn(line))
                && !UriListImporter.isText(content);
    }

    @Override
    public void read(Content content, Passwords passwords, Harvest harvest) throws TransferException {
        UriLines.read(content, harvest);
        UriListImporter.refuseIfNone(harvest);
    }
}
