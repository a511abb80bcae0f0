package totp.qr;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import totp.message.Message;

/**
 * Decodes pictures that strangers made. What they claim to be is checked before anything is decoded: a file of 74 bytes can
 * claim 60,000 by 60,000 pixels, and one of 194 kB keep a decoder busy for a minute.
 */
public final class Picture {
    /** Largest file, in bytes. */
    public static final int BYTES_MAX = 64 << 20;

    /** Three screens of 8K side by side. */
    private static final long PIXELS_MAX = 100_000_000;

    private static final int SIDE_MAX = 32_767;

    /** Beyond it every second pixel of every second line will do: modules are large in pictures of this size. */
    private static final long PIXELS_WHOLE_MAX = 40_000_000;

    private Picture() {}

    /**
     * Decodes a picture, whatever its name was.
     *
     * @throws PictureException if it is none, or larger than anything that is shown on screens
     */
    public static BufferedImage decode(byte[] bytes) throws PictureException {
        if (PictureKind.isAvifOrHeic(bytes)) {
            throw new PictureException(Message.of("qr.avif-heic-cannot-read"));
        }
        PictureWork.check(bytes);
        ImageIO.setUseCache(false); // else pictures of secrets are spooled to the temporary folder
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new PictureException(Message.of("qr.not-picture-known-kind"));
            }
            ImageReader reader = readers.next();
            reader.setInput(in, true, true);
            return BoundedDecoding.of(reader, () -> decode(reader));
        } catch (IOException | RuntimeException e) {
            // Decoders throw all sorts at damaged files, and their messages tell nothing to anybody.
            throw new PictureException(Message.of("qr.damaged-not-picture-can"));
        } catch (OutOfMemoryError e) {
            throw new PictureException(Message.of("qr.too-large-memory"));
        }
    }

    private static BufferedImage decode(ImageReader reader) throws IOException, PictureException {
        long width = reader.getWidth(0);
        long height = reader.getHeight(0);
        if (width > SIDE_MAX || height > SIDE_MAX || width * height > PIXELS_MAX) {
            throw new PictureException(Message.of("qr.claims-pixels-too-large", width, height));
        }
        ImageReadParam parameters = reader.getDefaultReadParam();
        if (width * height > PIXELS_WHOLE_MAX) {
            parameters.setSourceSubsampling(2, 2, 0, 0);
        }
        BufferedImage image = reader.read(0, parameters);
        if (image == null) {
            throw new PictureException(Message.of("qr.not-picture-can-read"));
        }
        return image;
    }
}
