package totp.qr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import totp.message.Message;

/** A decoder that does not come to an end is given up, and its errors are those of the caller. */
final class BoundedDecodingTest {
    private static final BufferedImage IMAGE = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);

    private static ImageReader reader() {
        return ImageIO.getImageReadersByFormatName("png").next();
    }

    @Test
    void whatTakesTooMuchOfTheProcessorIsGivenUp() {
        AtomicBoolean over = new AtomicBoolean();
        PictureException refusal = assertThrows(
                PictureException.class,
                () -> BoundedDecoding.of(
                        reader(),
                        () -> {
                            while (!over.get()) {
                                Thread.onSpinWait();
                            }
                            return IMAGE;
                        },
                        1_000_000,
                        1));
        over.set(true);
        assertEquals("it takes too long to decode", refusal.getMessage());
    }

    @Test
    void whatIsDecodedComesBack() throws Exception {
        assertSame(IMAGE, BoundedDecoding.of(reader(), () -> IMAGE));
    }

    @Test
    void failuresComeBackAsTheyAre() {
        PictureException refusal = new PictureException(Message.said("refused"));
        assertSame(
                refusal,
                assertThrows(
                        PictureException.class,
                        () -> BoundedDecoding.of(reader(), () -> {
                            throw refusal;
                        })));
        assertThrows(
                IOException.class,
                () -> BoundedDecoding.of(reader(), () -> {
                    throw new IllegalArgumentException();
                }));
        assertThrows(
                OutOfMemoryError.class,
                () -> BoundedDecoding.of(reader(), () -> {
                    throw new OutOfMemoryError();
                }));
    }
}
