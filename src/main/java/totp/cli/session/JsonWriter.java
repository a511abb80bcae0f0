package totp.cli.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes one JSON document as data, with everything escaped that a terminal would act upon. */
public final class JsonWriter {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .characterEscapes(new UnsafeEscapes())
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    private JsonWriter() {}

    /** What is put into the document. */
    @FunctionalInterface
    public interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    public static void print(Output output, Content content) {
        write(output.data(), content);
        try {
            output.data().write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    /** Without a line end, for who puts the document into something else. */
    public static void write(OutputStream memory, Content content) {
        try (JsonGenerator json = FACTORY.createGenerator(memory)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static final class UnsafeEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        private static final int[] ASCII = ascii();

        private static int[] ascii() {
            int[] escapes = standardAsciiEscapesForJSON();
            escapes[0x7f] = ESCAPE_STANDARD;
            return escapes;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ASCII;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return c > 0x7f && Escaper.isUnsafe(c)
                    ? new SerializedString(String.format(Locale.ROOT, "\\u%04x", c))
                    : null;
        }
    }
}
