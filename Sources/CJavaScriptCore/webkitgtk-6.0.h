// WebKitGTK for GTK 4. To include this is to link it; see module.modulemap.
