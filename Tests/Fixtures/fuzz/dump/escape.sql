CREATE DATABASE `[2J`;
USE `[2J`;
CREATE TABLE `]0;x` (`a‮` int, `a‮` text);
INSERT INTO `none[31m` VALUES (1);
