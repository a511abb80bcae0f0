package totp.qr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures are known by their content, and bounded before they are decoded. */
class PictureTest {
    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "bmp", "tiff"})
    void theUsualKindsAreKnownByTheirContent(String format) throws Exception {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, out));
        assertTrue(Picture.isLikely(out.toByteArray()));
        assertEquals(40, Picture.decode(out.toByteArray()).getWidth());
        byte[] cut = java.util.Arrays.copyOf(out.toByteArray(), out.size() / 2);
        try {
            assertEquals(40, Picture.decode(cut).getWidth()); // some decoders make do with half
        } catch (PictureException e) {
            assertTrue(String.valueOf(e.getMessage()).length() > 10);
        }
    }

    @Test
    void whatIsNoPictureIsRefused() {
        for (byte[] bytes : List.of(
                new byte[0],
                "GIF89a".getBytes(StandardCharsets.US_ASCII),
                "otpauth://totp/a?secret=AAAA".getBytes(StandardCharsets.US_ASCII),
                new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10},
                "\0\0\0\40ftypavif-------".getBytes(StandardCharsets.US_ASCII))) {
            assertThrows(PictureException.class, () -> Picture.decode(bytes));
        }
    }

    /** Nearly nothing in the file, and a gigabyte or a minute in a decoder that believes it. */
    @ParameterizedTest
    @ValueSource(ints = {40_000, 32_768, 11_000})
    void aBombIsRefusedByWhatItClaims(int side) throws Exception {
        byte[] bomb = png(side, side, side == 11_000 ? 64 : 1000);
        assertTrue(bomb.length < 100_000, "bytes: " + bomb.length);
        PictureException refusal = assertThrows(PictureException.class, () -> Picture.decode(bomb));
        assertEquals("it claims " + side + " by " + side + " pixels, which is too large", refusal.getMessage());
    }

    /** A grey PNG of one bit a pixel, of which only some lines are there. */
    private static byte[] png(int width, int height, int lines) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.writeLong(0x89504e470d0a1a0aL);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {1, 0, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(data, new Deflater(9))) {
            for (int i = 0; i < lines; i++) {
                deflated.write(new byte[1 + (width + 7) / 8]);
            }
        }
        chunk(out, "IDAT", data.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        CRC32 crc = new CRC32();
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }

    @Test
    void aSecretThatBeginsLikeABitmapIsNone() {
        assertFalse(Picture.isLikely("BMFRGGZDFMZTWQ2LKNNWG23TPOBYXE43".getBytes(StandardCharsets.US_ASCII)));
    }
}
