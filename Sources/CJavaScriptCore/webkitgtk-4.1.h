// WebKitGTK for GTK 3. To include this is to link it; see module.modulemap.
