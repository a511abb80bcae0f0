package totp.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.UncheckedIOException;
import totp.crypto.ErasableBuffer;
import totp.crypto.Secret;

/** Writes JSON into memory. */
final class WrittenJson {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    private WrittenJson() {}

    /** What is written. */
    @FunctionalInterface
    interface Writing {
        void write(JsonGenerator json) throws IOException, TransferException;
    }

    static Secret of(Writing writing) throws TransferException {
        try (ErasableBuffer out = new ErasableBuffer()) {
            try (JsonGenerator json = FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
                writing.write(json);
            }
            return out.take();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    /** A text that is a secret, without a {@code String} of it. */
    static void secret(JsonGenerator json, String name, Secret text) throws IOException {
        json.writeFieldName(name);
        text.lend(bytes -> {
            json.writeUTF8String(bytes, 0, bytes.length);
        });
    }
}
