"""Which packages the project uses, pinned file by file, and what can be known about them without a network.

For an accountant: 用到的第三方软件都列在这里，每个文件都有指纹，被换过就装不上.
For a programmer: the locks (``make lock``), their licences (``make docs``) and their audit (``make audit``).
"""
