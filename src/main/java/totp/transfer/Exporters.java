package totp.transfer;

import java.util.List;
import java.util.Optional;

/** The formats of others that are written. */
public final class Exporters {
    private static final List<Exporter> ALL =
            List.of(new AegisExporter(), new AuthenticatorExporter(), new GoogleExporter(), new UriListExporter());

    private Exporters() {}

    /** The words of the formats, in order. */
    public static List<String> formats() {
        return ALL.stream().map(Exporter::format).toList();
    }

    /** The exporter with this word. */
    public static Optional<Exporter> of(String format) {
        return ALL.stream().filter(exporter -> exporter.format().equals(format)).findFirst();
    }
}
