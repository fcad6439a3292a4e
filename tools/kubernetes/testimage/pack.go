package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
)

// object is a JSON object of the OCI image format, whose keys Go sorts, so
// that the same program always makes the same image.
type object = map[string]any

// archive is an OCI image layout in a tar file, in memory.
type archive struct {
	buffer bytes.Buffer
	writer *tar.Writer
}

// pack writes an image of one layer, which holds just this program, to a file
// that containerd can import under the given reference. A label makes it another
// image than those with other references, as the images of a registry are.
func pack(path, reference string) error {
	program, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		return err
	}
	layer := newArchive()
	layer.add("testimage", 0o755, program)
	content := layer.close()

	image := newArchive()
	image.addJSON("oci-layout", object{"imageLayoutVersion": "1.0.0"})
	config := image.addBlob("application/vnd.oci.image.config.v1+json", encode(object{
		"architecture": runtime.GOARCH,
		"os":           "linux",
		"config": object{
			"Entrypoint": []string{"/testimage"},
			"Labels":     object{"reference": reference},
		},
		"rootfs": object{"type": "layers", "diff_ids": []string{digest(content)}},
	}))
	manifest := image.addBlob("application/vnd.oci.image.manifest.v1+json", encode(object{
		"schemaVersion": 2,
		"mediaType":     "application/vnd.oci.image.manifest.v1+json",
		"config":        config,
		"layers":        []object{image.addBlob("application/vnd.oci.image.layer.v1.tar", content)},
	}))
	manifest["annotations"] = object{"io.containerd.image.name": reference}
	image.addJSON("index.json", object{"schemaVersion": 2, "manifests": []object{manifest}})
	return os.WriteFile(path, image.close(), 0o644)
}

func newArchive() *archive {
	a := &archive{}
	a.writer = tar.NewWriter(&a.buffer)
	return a
}

// add never fails, because it writes to memory.
func (a *archive) add(name string, mode int64, content []byte) {
	_ = a.writer.WriteHeader(&tar.Header{Name: name, Mode: mode, Size: int64(len(content))})
	_, _ = a.writer.Write(content)
}

func (a *archive) addJSON(name string, value object) {
	a.add(name, 0o644, encode(value))
}

// addBlob adds content under its digest and returns its descriptor.
func (a *archive) addBlob(mediaType string, content []byte) object {
	a.add("blobs/sha256/"+digest(content)[len("sha256:"):], 0o644, content)
	return object{"mediaType": mediaType, "digest": digest(content), "size": len(content)}
}

func (a *archive) close() []byte {
	_ = a.writer.Close()
	return a.buffer.Bytes()
}

func digest(content []byte) string {
	return fmt.Sprintf("sha256:%x", sha256.Sum256(content))
}

func encode(value object) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // Only of strings, numbers and lists of them.
	}
	return text
}
